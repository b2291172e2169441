import { Anchor, Button, Group } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { Link } from "react-router";
import { api, body, type Wire } from "../api/client";
import { IntegrityBadge } from "../audit/badge";
import { Ago, count, Figure, Mark, millis, percent } from "../frame/marks";
import { mayOperate, useMe } from "../frame/session";
import { Empty, Head, Loaded, Loading, Panel } from "../frame/states";
import { useSamples } from "../frame/useSamples";
import { texts } from "../texts";

const Chart = lazy(() => import("../frame/Chart").then((module) => ({ default: module.Chart })));
const t = texts.overview;
type Agent = Wire<"AgentResponse">;

/** What the grid does now. */
export default function Overview() {
  const me = useMe();
  if (!mayOperate(me)) {
    return (
      <>
        <Head title={t.welcome(me.displayName ?? "")} />
        <section className="panel">
          <Empty title={texts.pages.playground} text={t.userText}>
            <Group mt="sm">
              <Button component={Link} to="/playground">{texts.pages.playground}</Button>
              <Button component={Link} to="/security" variant="default">{texts.tokens.title}</Button>
            </Group>
          </Empty>
        </section>
      </>
    );
  }
  return <Live />;
}

function Live() {
  const agents = useQuery({ queryKey: ["agents", "all"], queryFn: ({ signal }) => body(api.GET("/api/v1/agents", { params: { query: { limit: 200 } }, signal })), refetchInterval: 2000 });
  return (
    <>
      <Head title={texts.pages.overview} />
      <Loaded query={agents} rows={8}>
        {({ items }) => (items.length === 0
          ? <section className="panel"><Empty title={t.first} text={t.firstText}><Button component={Link} to="/agents">{texts.pages.agents}</Button></Empty></section>
          : <Figures agents={items} />)}
      </Loaded>
    </>
  );
}

function Figures({ agents }: { agents: Agent[] }) {
  const sum = (of: (agent: Agent) => number) => agents.reduce((total, agent) => total + of(agent), 0);
  const requests = sum((agent) => agent.metrics.requests);
  const good = sum((agent) => agent.metrics.requests * (agent.metrics.successRate ?? 0));
  const slowest = Math.max(-1, ...agents.map((agent) => agent.metrics.latencyMs.p95 ?? -1));
  const up = agents.filter((agent) => agent.status === "healthy").length;
  const pools = [...new Set(agents.filter((agent) => agent.kind !== "none").map((agent) => agent.pool))].sort();
  const [input, output] = [sum((agent) => agent.metrics.inputTokens), sum((agent) => agent.metrics.outputTokens)];
  const audit = useQuery({ queryKey: ["audit", "latest"], queryFn: ({ signal }) => body(api.GET("/api/v1/audit", { params: { query: { limit: 8 } }, signal })), refetchInterval: 5000 });
  return (
    <>
      <div className="figures-row">
        <Figure name={t.agents} value={texts.common.of(up, agents.length)} note={up === agents.length ? t.allWell : t.agentsDown(agents.length - up)} tone={up === agents.length ? "good" : "bad"} />
        <Figure name={t.rate} value={count(requests)} note={t.window(agents[0]!.metrics.windowSeconds)} />
        <Figure name={t.success} value={requests ? percent(good / requests) : "–"} note={requests ? undefined : t.noData} />
        <Figure name={t.latency} value={slowest < 0 ? "–" : millis(slowest)} note={t.slowest} />
        <Figure name={t.inFlight} value={sum((agent) => agent.metrics.inFlight)} />
        <Figure name={t.tokens} value={count(input + output)} note={t.inAndOut(count(input), count(output))} />
      </div>
      <Pools names={pools} agents={agents} />
      <Panel title={t.recent} flush actions={audit.data ? <IntegrityBadge integrity={audit.data.integrity} /> : null}>
        <Loaded query={audit}>
          {(page) => (
            <ul className="entries">
              {page.items.map((entry) => (
                <li key={`${entry.chain}/${entry.index}`}>
                  <Mark tone={entry.result === "ok" ? "calm" : entry.result === "refused" ? "warn" : "bad"}>{entry.action}</Mark>
                  <span className="entry-text">{entry.actor.name ?? entry.actor.kind}{entry.target ? ` → ${entry.target.name ?? entry.target.type}` : ""}</span>
                  <Ago at={entry.time} />
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      </Panel>
    </>
  );
}

function Pools({ names, agents }: { names: string[]; agents: Agent[] }) {
  const pools = useQueries({
    queries: names.map((name) => ({ queryKey: ["pool", name], queryFn: ({ signal }: { signal: AbortSignal }) => body(api.GET("/api/v1/pools/{name}", { params: { path: { name } }, signal })), refetchInterval: 2000 })),
    combine: (results) => ({ read: results.flatMap((result) => (result.data ? [result.data] : [])), at: Math.max(0, ...results.map((result) => result.dataUpdatedAt)), isComplete: results.every((result) => result.data) }),
  });
  const total = pools.isComplete ? pools.read.reduce((sum, pool) => sum + pool.picks, 0) : undefined;
  // A pool that was activated anew counts from 0.
  const samples = useSamples(total, pools.at, (now, before) => (before && pools.at - before.at > 500 ? { rate: Math.round((Math.max(0, now - before.data) / ((pools.at - before.at) / 1000)) * 10) / 10 } : null));
  return (
    <div className="columns">
      <Panel title={t.chart} text={t.chartText}>
        <Suspense fallback={<Loading />}><Chart label={t.chart} area samples={samples} series={[{ name: "rate", label: t.perSecond, color: "var(--grid-brand)" }]} /></Suspense>
      </Panel>
      <Panel title={t.pools}>
        <ul className="pools">
          {pools.read.map((pool) => {
            const members = agents.filter((agent) => agent.pool === pool.name && agent.kind !== "none");
            const down = members.filter((agent) => agent.status === "unhealthy").length;
            return (
              <li key={pool.name}>
                <Anchor component={Link} to={`/balancing/${pool.name}`} fw={600}>{pool.name}</Anchor>
                <span className="entry-text">{t.poolMembers(members.length)}, {t.picks(pool.picks)}</span>
                <Mark tone={down ? "bad" : "good"}>{down ? t.agentsDown(down) : t.allWell}</Mark>
              </li>
            );
          })}
        </ul>
      </Panel>
    </div>
  );
}
