import { Mark, type Tone } from "../frame/marks";
import { texts } from "../texts";

const tones: Record<string, Tone> = { healthy: "good", unhealthy: "bad", draining: "warn", unknown: "calm" };

export function Status({ status }: { status: string }) {
  return <Mark tone={tones[status] ?? "calm"}>{texts.agents.statuses[status] ?? status}</Mark>;
}
