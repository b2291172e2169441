import { useInfiniteQuery } from "@tanstack/react-query";

interface Page {
  items: unknown[];
  nextCursor: string | null;
}

/** A list of the API, page after page. */
export function useList<P extends Page>(key: readonly unknown[], read: (cursor: string | undefined, signal: AbortSignal) => Promise<P>, refetchInterval?: number) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval,
  });
  return { query, items: query.data?.pages.flatMap((page) => page.items) as P["items"] | undefined, first: query.data?.pages[0] };
}
