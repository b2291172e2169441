import { Button, Group } from "@mantine/core";
import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Problem } from "../api/problem";
import { texts } from "../texts";
import { Failure } from "./Failure";
import { Forbidden, Loading } from "./states";

/** A list in one of its states: loading, forbidden, failed, empty, or rows with a way to more. */
export function Listed<T>({ list, empty, children }: { list: { query: UseInfiniteQueryResult; items: T[] | undefined }; empty: ReactNode; children: (items: T[]) => ReactNode }) {
  const { query, items } = list;
  if (items === undefined) {
    if (query.error instanceof Problem && query.error.status === 403) return <Forbidden />;
    if (query.error) return <div className="inset"><Failure error={query.error} retry={() => void query.refetch()} /></div>;
    return <div className="inset"><Loading /></div>;
  }
  if (items.length === 0) return empty;
  return (
    <>
      {children(items)}
      {query.hasNextPage ? (
        <Group justify="center" p="sm">
          <Button variant="default" size="xs" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{texts.common.more}</Button>
        </Group>
      ) : null}
    </>
  );
}
