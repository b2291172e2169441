import { Skeleton, Stack, Text, Title } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Problem } from "../api/problem";
import { texts } from "../texts";
import { Failure } from "./Failure";

/** Nothing is there yet: says so, and what to do about it. */
export function Empty({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <Text fw={600}>{title}</Text>
      <Text size="sm" c="dimmed" maw={460}>{text}</Text>
      {children}
    </div>
  );
}

/** The page is not for the role of who looks at it. */
export function Forbidden() {
  return <Empty title={texts.failure.forbidden} text={texts.failure.forbiddenText} />;
}

export function Loading({ rows = 4 }: { rows?: number }) {
  return (
    <Stack gap="sm" role="status" aria-label={texts.common.loading}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={28} />
      ))}
    </Stack>
  );
}

/** One of: loading, forbidden, failed, or what was asked for. Data that is there stays while it is read anew. */
export function Loaded<T>({ query, rows, children }: { query: UseQueryResult<T>; rows?: number; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return children(query.data);
  if (query.error instanceof Problem && query.error.status === 403) return <Forbidden />;
  if (query.error) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <Loading rows={rows} />;
}

/** The head of a page: what it is, and what can be done. */
export function Head({ title, text, children }: { title: string; text?: string; children?: ReactNode }) {
  return (
    <header className="head">
      <div>
        <Title order={1}>{title}</Title>
        {text ? <Text c="dimmed" size="sm" mt={2}>{text}</Text> : null}
      </div>
      {children ? <div className="head-actions">{children}</div> : null}
    </header>
  );
}

/** A part of a page on a surface of its own. */
export function Panel({ title, text, actions, children, flush = false }: { title?: string; text?: string; actions?: ReactNode; children: ReactNode; flush?: boolean }) {
  return (
    <section className={flush ? "panel panel-flush" : "panel"}>
      {title ? (
        <div className="panel-head">
          <div>
            <Title order={2}>{title}</Title>
            {text ? <Text size="sm" c="dimmed">{text}</Text> : null}
          </div>
          {actions}
        </div>
      ) : null}
      {children}
    </section>
  );
}
