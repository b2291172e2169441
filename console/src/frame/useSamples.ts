import { useEffect, useRef, useState } from "react";
import type { Sample } from "./Chart";

const keep = 150;

/** Collects a sample each time new data came, as many as a chart can show. */
export function useSamples<T>(data: T | undefined, readAt: number, take: (data: T, before: { data: T; at: number } | null) => Record<string, number | null> | null): Sample[] {
  const [samples, setSamples] = useState<Sample[]>([]);
  const before = useRef<{ data: T; at: number } | null>(null);
  const taking = useRef(take);
  taking.current = take;
  useEffect(() => {
    if (data === undefined || before.current?.at === readAt) return;
    const sample = taking.current(data, before.current);
    before.current = { data, at: readAt };
    if (sample) setSamples((all) => [...all.slice(1 - keep), { at: readAt, ...sample } as Sample]);
  }, [data, readAt]);
  return samples;
}
