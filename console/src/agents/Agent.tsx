import { Button, Menu, Tabs } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useNavigate, useParams } from "react-router";
import { api, body, type Wire } from "../api/client";
import { useList } from "../api/list";
import { useAsk } from "../frame/asking";
import { Grid } from "../frame/Grid";
import { Listed } from "../frame/Listed";
import { Ago, count, Fact, Figure, millis, percent, When } from "../frame/marks";
import { mayAdminister, useMe } from "../frame/session";
import { Empty, Head, Loaded, Loading, Panel } from "../frame/states";
import { complain, tell } from "../frame/toast";
import { useSamples } from "../frame/useSamples";
import { Tokens } from "../identity/Tokens";
import { texts } from "../texts";
import { AgentForm, fieldsOf, replaceAgent } from "./AgentForm";
import { Status } from "./status";

const Chart = lazy(() => import("../frame/Chart").then((module) => ({ default: module.Chart })));
type AgentWire = Wire<"AgentResponse">;
const t = texts.agents;

/** One agent: what it does, how it was, its tokens and settings. */
export default function Agent() {
  const { id = "" } = useParams();
  const query = useQuery({ queryKey: ["agent", id], queryFn: ({ signal }) => body(api.GET("/api/v1/agents/{id}", { params: { path: { id } }, signal })), refetchInterval: 2000 });
  return <Loaded query={query} rows={8}>{(agent) => <Shown agent={agent} readAt={query.dataUpdatedAt} />}</Loaded>;
}

function Shown({ agent, readAt }: { agent: AgentWire; readAt: number }) {
  const me = useMe();
  const samples = useSamples(agent, readAt, ({ metrics }) => ({
    p50: metrics.latencyMs.p50 ?? null, p95: metrics.latencyMs.p95 ?? null, p99: metrics.latencyMs.p99 ?? null, requests: metrics.requests, inFlight: metrics.inFlight,
  }));
  const { metrics } = agent;
  return (
    <>
      <Head title={agent.displayName} text={`${agent.name} · ${t.kinds[agent.kind] ?? agent.kind}`}>
        <Actions agent={agent} />
      </Head>
      <div className="figures-row">
        <Figure name={texts.common.status} value={<Status status={agent.status} />} note={<>{t.checked}: <Ago at={agent.lastCheckedAt} /></>} />
        <Figure name={t.requests} value={count(metrics.requests)} note={texts.overview.window(metrics.windowSeconds)} />
        <Figure name={t.success} value={percent(metrics.successRate)} />
        <Figure name={t.latency} value={millis(metrics.latencyMs.p95)} note={`p50 ${millis(metrics.latencyMs.p50)}`} />
        <Figure name={t.inFlight} value={metrics.inFlight} note={agent.maxConcurrency ? texts.common.of(metrics.inFlight, agent.maxConcurrency) : undefined} />
        <Figure name={texts.overview.tokens} value={count(metrics.inputTokens + metrics.outputTokens)} note={`${count(metrics.inputTokens)} + ${count(metrics.outputTokens)}`} />
      </div>
      <Tabs defaultValue="metrics" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="metrics">{t.tabs.metrics}</Tabs.Tab>
          <Tabs.Tab value="health">{t.tabs.health}</Tabs.Tab>
          <Tabs.Tab value="tokens">{t.tabs.tokens}</Tabs.Tab>
          <Tabs.Tab value="facts">{t.tabs.facts}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="metrics" pt="md">
          <Suspense fallback={<Loading />}>
            <div className="columns">
              <Panel title={t.chartLatency} text={t.chartText}>
                <Chart label={t.chartLatency} samples={samples} unit=" ms" series={[{ name: "p50", label: "p50", color: "var(--grid-brand)" }, { name: "p95", label: "p95", color: "var(--grid-warn)" }, { name: "p99", label: "p99", color: "var(--grid-bad)" }]} />
              </Panel>
              <Panel title={t.chartRequests} text={t.chartText}>
                <Chart label={t.chartRequests} area samples={samples} series={[{ name: "requests", label: t.requests, color: "var(--grid-brand)" }, { name: "inFlight", label: t.inFlight, color: "var(--grid-warn)" }]} />
              </Panel>
            </div>
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="health" pt="md"><Health id={agent.id} /></Tabs.Panel>
        <Tabs.Panel value="tokens" pt="md"><Tokens agent={agent.id} mayChange={mayAdminister(me)} /></Tabs.Panel>
        <Tabs.Panel value="facts" pt="md"><Facts agent={agent} /></Tabs.Panel>
      </Tabs>
    </>
  );
}

function Actions({ agent }: { agent: AgentWire }) {
  const me = useMe();
  const ask = useAsk();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [isEditing, setEditing] = useState(false);
  const check = useMutation({
    mutationFn: () => body(api.GET("/api/v1/agents/{id}/health", { params: { path: { id: agent.id } } })),
    onSuccess: async (result) => {
      tell(result.ok ? t.checkedOk(result.latencyMs) : t.checkedBad(result.detail));
      await client.invalidateQueries({ queryKey: ["agent", agent.id] });
    },
    onError: complain,
  });
  const drain = async () => {
    if (!(await ask({ title: t.drainTitle(agent.displayName), text: t.drainText, confirm: t.drain }))) return;
    await replaceAgent(agent, { ...fieldsOf(agent), weight: 0 }).then(() => client.invalidateQueries(), complain);
  };
  const remove = async () => {
    if (!(await ask({ title: t.removeTitle(agent.displayName), text: t.removeText, confirm: texts.common.remove }))) return;
    try {
      await api.DELETE("/api/v1/agents/{id}", { params: { path: { id: agent.id } } });
      await navigate("/agents");
      await client.invalidateQueries({ queryKey: ["agents"] });
    } catch (error) {
      complain(error);
    }
  };
  return (
    <>
      {agent.kind === "none" ? null : <Button variant="default" loading={check.isPending} onClick={() => check.mutate()}>{t.check}</Button>}
      {mayAdminister(me) ? (
        <>
          <Button onClick={() => setEditing(true)}>{texts.common.edit}</Button>
          <Menu position="bottom-end">
            <Menu.Target><Button variant="default" aria-label={texts.common.actions}>⋯</Button></Menu.Target>
            <Menu.Dropdown>
              {agent.weight > 0 ? <Menu.Item onClick={() => void drain()}>{t.drain}</Menu.Item> : <Menu.Item onClick={() => setEditing(true)}>{t.restore}</Menu.Item>}
              <Menu.Item className="danger-text" onClick={() => void remove()}>{texts.common.remove}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
          <AgentForm agent={agent} opened={isEditing} onClose={() => setEditing(false)} />
        </>
      ) : null}
    </>
  );
}

function Health({ id }: { id: string }) {
  const list = useList(["agent", id, "health"], (cursor, signal) => body(api.GET("/api/v1/agents/{id}/health/history", { params: { path: { id }, query: { cursor } }, signal })), 5000);
  return (
    <Panel flush>
      <Listed list={list} empty={<Empty title={t.healthEmpty} text={t.healthEmptyText} />}>
        {(events: Wire<"AgentHealthEventResponse">[]) => (
          <Grid
            label={t.tabs.health}
            rows={events}
            id={(event) => event.at}
            columns={[
              { name: texts.audit.time, head: true, cell: (event) => <When at={event.at} /> },
              { name: texts.common.status, cell: (event) => <Status status={event.status} /> },
              { name: texts.audit.facts, cell: (event) => event.detail ?? "" },
            ]}
          />
        )}
      </Listed>
    </Panel>
  );
}

function Facts({ agent }: { agent: AgentWire }) {
  const f = t.fields;
  return (
    <Panel>
      <dl className="facts">
        <Fact name={f.endpoint}>{agent.endpoint ?? texts.common.none}</Fact>
        <Fact name={f.model}>{agent.model ?? texts.common.none}</Fact>
        <Fact name={f.apiKey}>{agent.apiKeyLast4 === null || agent.apiKeyLast4 === undefined ? texts.common.none : `…${agent.apiKeyLast4}`}</Fact>
        <Fact name={f.pool}>{agent.pool}</Fact>
        <Fact name={f.weight}>{agent.weight}</Fact>
        <Fact name={f.maxConcurrency}>{agent.maxConcurrency ?? texts.common.none}</Fact>
        <Fact name={f.timeoutSeconds}>{agent.timeoutSeconds}</Fact>
        <Fact name={f.maxFails}>{agent.maxFails}</Fact>
        <Fact name={f.failTimeoutSeconds}>{agent.failTimeoutSeconds}</Fact>
        <Fact name={f.healthPath}>{agent.healthPath ?? texts.common.none}</Fact>
        <Fact name={f.role}>{agent.role}</Fact>
        <Fact name={texts.common.created}><When at={agent.createdAt} /></Fact>
        <Fact name="Id"><code>{agent.id}</code></Fact>
      </dl>
    </Panel>
  );
}
