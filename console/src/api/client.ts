import createClient from "openapi-fetch";
import { connectionLost } from "./connection";
import { Offline, problemOf } from "./problem";
import type { components, paths } from "./schema";

/** A type of the API by its name in the OpenAPI document. */
export type Wire<Name extends keyof components["schemas"]> = components["schemas"][Name];

const ended = new Set<() => void>();

/** Calls back when the API no longer knows who asks. */
export function onSessionEnded(then: () => void): () => void {
  ended.add(then);
  return () => ended.delete(then);
}

/** `fetch` that throws what went wrong: {@link Offline} without an answer, a {@link Problem} for a refusal. */
export async function send(request: Request | string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(request, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    connectionLost();
    throw new Offline();
  }
  if (response.ok) return response;
  const address = new URL(response.url).pathname;
  // A wrong password is a 401 too, but of somebody who is not signed in.
  if (response.status === 401 && address !== "/api/v1/auth/login" && address !== "/api/v1/auth/totp/verify") for (const then of ended) then();
  throw await problemOf(response);
}

export const api = createClient<paths>({ fetch: send });

/** The body of an answer that was not refused. */
export async function body<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}

/** A key for one creation, so that a repetition after a lost answer does not create twice. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
