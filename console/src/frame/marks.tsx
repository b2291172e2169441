import { ActionIcon, Code, CopyButton, Group, Text, Tooltip } from "@mantine/core";
import { useEffect, useState, type ReactNode } from "react";
import { texts } from "../texts";

export type Tone = "good" | "warn" | "bad" | "calm" | "brand";

/** A state in a word. The word says it; the colour only repeats it. */
export function Mark({ tone, children, title }: { tone: Tone; children: ReactNode; title?: string }) {
  return <span className={`mark mark-${tone}`} title={title}>{children}</span>;
}

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });
const steps: [Intl.RelativeTimeFormatUnit, number][] = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

/** A time as distance from now, with the exact one on the pointer; refreshed every ten seconds. */
export function Ago({ at }: { at: string | null | undefined }) {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), 10_000);
    return () => clearInterval(timer);
  }, []);
  if (!at) return <span>{texts.common.never}</span>;
  const seconds = (new Date(at).getTime() - Date.now()) / 1000;
  const [unit, length] = steps.find(([, step]) => Math.abs(seconds) >= step) ?? ["second", 1];
  return (
    <time dateTime={at} title={exact.format(new Date(at))} className="nowrap">
      {relative.format(Math.trunc(seconds / length), unit)}
    </time>
  );
}

/** A time as it is. */
export function When({ at }: { at: string }) {
  return <time dateTime={at} className="nowrap">{exact.format(new Date(at))}</time>;
}

/** A text to be copied: a secret shown once, a key, an id. */
export function Copyable({ value, label }: { value: string; label: string }) {
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <Code block className="copyable" aria-label={label} tabIndex={0} role="textbox" aria-readonly>{value}</Code>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? texts.common.copied : texts.common.copy}>
            <ActionIcon variant="default" size="lg" onClick={copy} aria-label={`${texts.common.copy}: ${label}`}>{copied ? "✓" : "⧉"}</ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Group>
  );
}

/** A fact with its name. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="fact">
      <dt><Text size="xs" c="dimmed" span>{name}</Text></dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A figure that is looked at from afar. */
export function Figure({ name, value, note, tone }: { name: string; value: ReactNode; note?: ReactNode; tone?: Tone }) {
  return (
    <div className="figure">
      <Text size="sm" c="dimmed">{name}</Text>
      <div className="figure-value">{value}</div>
      {note ? <div className={tone ? `figure-note tone-${tone}` : "figure-note"}>{note}</div> : null}
    </div>
  );
}

export const percent = (part: number | null | undefined): string => (part === null || part === undefined ? "–" : `${(part * 100).toFixed(part === 1 || part === 0 ? 0 : 1)} %`);
export const millis = (ms: number | null | undefined): string => (ms === null || ms === undefined ? "–" : ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`);
export const count = (n: number): string => (n >= 10_000 ? new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 }).format(n) : n.toLocaleString("en"));
