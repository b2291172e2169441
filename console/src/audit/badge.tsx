import { Mark, type Tone } from "../frame/marks";
import type { Wire } from "../api/client";
import { texts } from "../texts";

const t = texts.audit;
const tones: Record<string, Tone> = { verified: "good", verified_to_checkpoint: "good", broken: "bad", truncated: "bad", unanchored: "warn" };

export const toneOf = (status: string): Tone => tones[status] ?? "calm";

/** How far the log is proven, in a word. */
export function IntegrityBadge({ integrity }: { integrity: Pick<Wire<"AuditIntegrityResponse">, "status"> }) {
  return <Mark tone={toneOf(integrity.status)} title={t.integrityText[integrity.status]}>{t.integrity[integrity.status] ?? integrity.status}</Mark>;
}
