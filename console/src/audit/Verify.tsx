import { Alert, Button, Progress, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { send, type Wire } from "../api/client";
import { eventsOf } from "../api/events";
import { Problem } from "../api/problem";
import { Failure } from "../frame/Failure";
import { texts } from "../texts";

const t = texts.audit;
type Report = Wire<"AuditReportResponse">;
interface Reached { entries: number; total: number }

/** Verifies the whole log while one looks. */
export function useVerify() {
  const client = useQueryClient();
  const [reached, setReached] = useState<Reached | null>(null);
  const [report, setReport] = useState<Report | null>(null);
  const [error, setError] = useState<unknown>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const start = async () => {
    const abort = (running.current = new AbortController());
    setReport(null);
    setError(null);
    setReached({ entries: 0, total: 0 });
    try {
      const response = await send("/api/v1/audit/verify", { method: "POST", signal: abort.signal });
      for await (const { name, data } of eventsOf(response)) {
        const event = JSON.parse(data);
        if (name === "progress") setReached(event);
        else if (name === "report") setReport(event);
        else if (name === "error") throw new Problem(500, event.code, event.detail);
      }
    } catch (caught) {
      if (!abort.signal.aborted) setError(caught);
    } finally {
      setReached(null);
      await client.invalidateQueries({ queryKey: ["audit"] });
    }
  };
  return { reached, report, error, start: () => void start(), stop: () => running.current?.abort() };
}

export function VerifyState({ verify }: { verify: ReturnType<typeof useVerify> }) {
  const { reached, report, error } = verify;
  if (reached) {
    return (
      <section className="panel verifying">
        <div>
          <Text size="sm" fw={600} role="status">{`${t.verifying} ${t.progress(reached.entries, reached.total)}`}</Text>
          <Progress value={reached.total > 0 ? (reached.entries / reached.total) * 100 : 0} animated mt="xs" aria-label={t.verifying} />
        </div>
        <Button variant="default" size="xs" onClick={verify.stop}>{t.stop}</Button>
      </section>
    );
  }
  if (error) return <Failure error={error} retry={verify.start} />;
  if (!report) return null;
  const isBad = report.status === "broken" || report.status === "truncated";
  return (
    <Alert className={isBad ? "failure" : "notice"} role="status" mb="md" title={isBad ? t.reportBad : t.integrity[report.status]}>
      <Text size="sm">{isBad ? (report.chain && report.brokenAt !== null ? t.brokenAt(report.chain, report.brokenAt) : t.integrityText[report.status]) : t.report(report.entries, report.checkpoints)}</Text>
      {report.reason ? <Text size="sm">{`${t.reason}: ${report.reason.replaceAll("_", " ")}`}</Text> : null}
    </Alert>
  );
}
