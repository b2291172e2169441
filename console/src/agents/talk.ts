import { send, type Wire } from "../api/client";
import { eventsOf } from "../api/events";
import { Problem } from "../api/problem";

export interface Said {
  role: "user" | "assistant";
  content: string;
}

/** Who answered, and how it came to that. */
export interface Facts {
  agentName?: string;
  attempts?: number;
  pick?: string;
  latencyMs?: number;
  inputTokens?: number | null;
  outputTokens?: number | null;
}

export interface Listener {
  text(more: string): void;
  facts(facts: Facts): void;
}

const json = { "content-type": "application/json" };

/** Asks through the grid's own door: events start, delta, done or error. */
export async function dispatch(pool: string, messages: Said[], stream: boolean, listener: Listener, signal: AbortSignal): Promise<void> {
  const response = await send("/api/v1/openclaw/dispatch", { method: "POST", headers: json, body: JSON.stringify({ pool, messages, stream }), signal });
  heads(response, listener);
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
    const answer = (await response.json()) as Wire<"DispatchResponse">;
    listener.text(typeof answer.message.content === "string" ? answer.message.content : JSON.stringify(answer.message.content ?? ""));
    listener.facts({ ...answer, ...answer.usage });
    return;
  }
  for await (const { name, data } of eventsOf(response)) {
    const event = JSON.parse(data);
    if (name === "delta") listener.text(event.content ?? "");
    else if (name === "start") listener.facts(event);
    else if (name === "done") return listener.facts({ ...event, ...event.usage });
    else if (name === "error") throw new Problem(502, event.code, event.detail);
  }
  throw new Cut();
}

/** Asks through OpenAI's dialect. */
export async function chat(model: string, messages: Said[], stream: boolean, listener: Listener, signal: AbortSignal): Promise<void> {
  const begun = performance.now();
  const response = await send("/v1/chat/completions", { method: "POST", headers: json, body: JSON.stringify({ model, messages, stream, ...(stream ? { stream_options: { include_usage: true } } : {}) }), signal });
  heads(response, listener);
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
    const answer = await response.json();
    listener.text(answer.choices?.[0]?.message?.content ?? "");
    used(answer.usage, listener);
    listener.facts({ latencyMs: performance.now() - begun });
    return;
  }
  for await (const { data } of eventsOf(response)) {
    if (data === "[DONE]") return listener.facts({ latencyMs: performance.now() - begun });
    const chunk = JSON.parse(data);
    if (chunk.error) throw new Problem(502, chunk.error.code ?? "", chunk.error.message);
    listener.text(chunk.choices?.[0]?.delta?.content ?? "");
    used(chunk.usage, listener);
  }
  throw new Cut();
}

/** A stream that ended without saying so. */
export class Cut extends Error {}

function heads(response: Response, listener: Listener): void {
  const { headers } = response;
  listener.facts({ agentName: headers.get("x-grid-agent") ?? undefined, attempts: Number(headers.get("x-grid-attempts")) || undefined, pick: headers.get("x-grid-pick") ?? undefined });
}

function used(usage: { prompt_tokens?: number; completion_tokens?: number } | null | undefined, listener: Listener): void {
  if (usage) listener.facts({ inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens });
}
