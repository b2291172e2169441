/** A refusal of the API (RFC 9457), with the messages by field where fields are wrong. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly errors: Record<string, string[]> = {},
    readonly traceId: string | null = null,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(detail);
  }

  /** What stands below a field; undefined when it is well. */
  field(name: string): string | undefined {
    return this.errors[name]?.join(" ");
  }
}

/** No answer came: the grid or the network is away. */
export class Offline extends Error {}

/** Reads the refusal of an answer, in either dialect (/api or /v1). */
export async function problemOf(response: Response): Promise<Problem> {
  const retry = Number(response.headers.get("retry-after"));
  const wait = Number.isFinite(retry) && retry > 0 ? retry : null;
  const trace = response.headers.get("x-request-id");
  try {
    const body = await response.json();
    if (body.error) return new Problem(response.status, body.error.code ?? body.error.type, body.error.message, {}, trace, wait);
    return new Problem(response.status, body.code ?? "", body.detail ?? body.title ?? response.statusText, body.errors ?? {}, body.traceId ?? trace, wait);
  } catch {
    return new Problem(response.status, "", response.statusText || `Status ${response.status}`, {}, trace, wait);
  }
}
