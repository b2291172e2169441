import { useSyncExternalStore } from "react";

// Whether the grid answers. While it does not, it is asked every two seconds; when it answers again, whoever listens reads anew.
const healEvery = 2000;
const listeners = new Set<() => void>();
const healed = new Set<() => void>();
let lost = false;

export function connectionLost(): void {
  if (lost) return;
  lost = true;
  for (const listener of listeners) listener();
  setTimeout(ask, healEvery);
}

/** Calls back each time the connection has healed. */
export function onHealed(then: () => void): () => void {
  healed.add(then);
  return () => healed.delete(then);
}

export function useIsLost(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => lost,
  );
}

async function ask(): Promise<void> {
  try {
    if ((await fetch("/healthz", { cache: "no-store" })).ok) {
      lost = false;
      for (const listener of listeners) listener();
      for (const then of healed) then();
      return;
    }
  } catch {
    // Still away.
  }
  setTimeout(ask, healEvery);
}
