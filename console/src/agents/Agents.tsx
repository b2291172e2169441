import { Anchor, Button, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { api, body, type Wire } from "../api/client";
import { useList } from "../api/list";
import { Grid } from "../frame/Grid";
import { Listed } from "../frame/Listed";
import { count, millis, percent } from "../frame/marks";
import { mayAdminister, useMe } from "../frame/session";
import { Empty, Head, Panel } from "../frame/states";
import { texts } from "../texts";
import { AgentForm } from "./AgentForm";
import { Status } from "./status";

const t = texts.agents;

export default function Agents() {
  const me = useMe();
  const navigate = useNavigate();
  const [isAdding, setAdding] = useState(false);
  const [search, setSearch] = useState("");
  const [status, setStatus] = useState<string | null>(null);
  const [pool, setPool] = useState<string | null>(null);
  const [q] = useDebouncedValue(search.trim(), 250);
  const filter = { q: q || undefined, status: status ?? undefined, pool: pool ?? undefined };
  const list = useList(["agents", filter], (cursor, signal) => body(api.GET("/api/v1/agents", { params: { query: { ...filter, cursor } }, signal })), 3000);
  const pools = useQuery({ queryKey: ["pools"], queryFn: ({ signal }) => body(api.GET("/api/v1/pools", { signal })) });
  const isFiltered = Boolean(filter.q || filter.status || filter.pool);
  const add = mayAdminister(me) ? <Button onClick={() => setAdding(true)}>{t.add}</Button> : null;
  return (
    <>
      <Head title={texts.pages.agents}>{add}</Head>
      <div className="filters">
        <TextInput aria-label={texts.common.search} placeholder={texts.common.search} value={search} onChange={(event) => setSearch(event.currentTarget.value)} />
        <Select aria-label={texts.common.status} placeholder={texts.common.status} clearable data={Object.entries(t.statuses).map(([value, label]) => ({ value, label }))} value={status} onChange={setStatus} />
        <Select aria-label={t.pool} placeholder={t.pool} clearable data={pools.data?.items ?? []} value={pool} onChange={setPool} />
      </div>
      <Panel flush>
        <Listed list={list} empty={isFiltered ? <Empty title={t.noMatch} text={t.noMatchText} /> : <Empty title={t.empty} text={t.emptyText}>{add}</Empty>}>
          {(agents: Wire<"AgentResponse">[]) => (
            <Grid
              label={texts.pages.agents}
              rows={agents}
              id={(agent) => agent.id}
              onOpen={(agent) => void navigate(`/agents/${agent.id}`)}
              columns={[
                { name: texts.common.name, head: true, cell: (agent) => <Named agent={agent} /> },
                { name: texts.common.status, cell: (agent) => <Status status={agent.status} /> },
                { name: t.pool, cell: (agent) => <Anchor component={Link} to={`/balancing/${agent.pool}`} size="sm">{agent.pool}</Anchor> },
                { name: t.weight, figure: true, cell: (agent) => agent.weight },
                { name: t.requests, figure: true, cell: (agent) => count(agent.metrics.requests) },
                { name: t.success, figure: true, cell: (agent) => percent(agent.metrics.successRate) },
                { name: t.latency, figure: true, cell: (agent) => millis(agent.metrics.latencyMs.p95) },
                { name: t.inFlight, figure: true, wide: true, cell: (agent) => agent.metrics.inFlight },
              ]}
            />
          )}
        </Listed>
      </Panel>
      <AgentForm opened={isAdding} onClose={() => setAdding(false)} />
    </>
  );
}

function Named({ agent }: { agent: Wire<"AgentResponse"> }) {
  return (
    <span className="named">
      <Anchor component={Link} to={`/agents/${agent.id}`} fw={600}>{agent.displayName}</Anchor>
      <small>{agent.displayName === agent.name ? t.kinds[agent.kind] ?? agent.kind : agent.name}</small>
    </span>
  );
}
