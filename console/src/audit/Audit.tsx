import { Button, Code, Drawer, Select, Tabs, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, body, type Wire } from "../api/client";
import { useList } from "../api/list";
import { Grid } from "../frame/Grid";
import { Listed } from "../frame/Listed";
import { Ago, Copyable, Fact, Mark, When, type Tone } from "../frame/marks";
import { mayAdminister, useMe } from "../frame/session";
import { Empty, Head, Panel } from "../frame/states";
import { texts } from "../texts";
import { IntegrityBadge, toneOf } from "./badge";
import { useVerify, VerifyState } from "./Verify";

const t = texts.audit;
type Entry = Wire<"AuditEntryResponse">;
const none = { from: "", to: "", actor: "", action: "", target: "", result: "", chain: "" };
const resultTones: Record<string, Tone> = { ok: "good", refused: "warn", failed: "bad" };

/** The log: what happened, how far it is proven, and the way to prove all of it. */
export default function Audit() {
  const me = useMe();
  const verify = useVerify();
  const [typed, setTyped] = useState(none);
  const [filter, setFilter] = useState(none);
  const [opened, setOpened] = useState<Entry | null>(null);
  const time = (text: string) => (text ? new Date(text).toISOString() : undefined);
  const list = useList<Wire<"AuditPageResponse">>(["audit", "entries", filter], (cursor, signal) => {
    const { from, to, ...rest } = filter;
    const query = { ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value.trim() !== "")), from: time(from), to: time(to), cursor };
    return body(api.GET("/api/v1/audit", { params: { query }, signal }));
  }, 5000);
  const integrity = list.first?.integrity;
  const bind = (name: keyof typeof none) => ({ value: typed[name], onChange: (event: { currentTarget: { value: string } }) => setTyped({ ...typed, [name]: event.currentTarget.value }) });
  const isFiltered = Object.values(filter).some(Boolean);
  return (
    <>
      <Head title={texts.pages.audit} text={t.text}>
        {integrity ? <IntegrityBadge integrity={integrity} /> : null}
        {mayAdminister(me) ? (
          <>
            <Button component="a" href="/api/v1/audit/export" download variant="default">{t.export}</Button>
            <Button onClick={verify.start} disabled={verify.reached !== null}>{t.verify}</Button>
          </>
        ) : null}
      </Head>
      {integrity ? <Proof integrity={integrity} /> : null}
      <VerifyState verify={verify} />
      <Tabs defaultValue="entries" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="entries">{t.entries}</Tabs.Tab>
          <Tabs.Tab value="checkpoints">{t.checkpoints}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="entries" pt="md">
          <form className="filters" aria-label={t.filters} onSubmit={(event) => { event.preventDefault(); setFilter(typed); }}>
            <TextInput label={t.from} type="datetime-local" {...bind("from")} />
            <TextInput label={t.to} type="datetime-local" {...bind("to")} />
            <TextInput label={t.actor} {...bind("actor")} />
            <TextInput label={t.action} placeholder="agent.updated" {...bind("action")} />
            <TextInput label={t.target} {...bind("target")} />
            <Select label={t.result} data={Object.entries(t.results).map(([value, label]) => ({ value, label }))} clearable value={typed.result || null} onChange={(value) => setTyped({ ...typed, result: value ?? "" })} />
            <div className="filter-actions">
              <Button type="submit" variant="default">{t.apply}</Button>
              {isFiltered ? <Button variant="subtle" onClick={() => { setTyped(none); setFilter(none); }}>{t.clear}</Button> : null}
            </div>
          </form>
          <Panel flush>
            <Listed list={list} empty={<Empty title={t.empty} text={t.emptyText} />}>
              {(entries: Entry[]) => (
                <Grid
                  label={t.entries}
                  rows={entries}
                  id={(entry) => `${entry.chain}/${entry.index}`}
                  onOpen={setOpened}
                  columns={[
                    { name: t.action, head: true, cell: (entry) => <button type="button" className="link" onClick={() => setOpened(entry)}>{entry.action}</button> },
                    { name: t.result, cell: (entry) => <Mark tone={resultTones[entry.result] ?? "calm"}>{t.results[entry.result] ?? entry.result}</Mark> },
                    { name: t.actor, cell: (entry) => actorOf(entry) },
                    { name: t.target, cell: (entry) => targetOf(entry) },
                    { name: t.index, figure: true, wide: true, cell: (entry) => entry.chain === "system" ? entry.index : `${entry.chain} ${entry.index}` },
                    { name: t.time, cell: (entry) => <Ago at={entry.time} /> },
                  ]}
                />
              )}
            </Listed>
          </Panel>
        </Tabs.Panel>
        <Tabs.Panel value="checkpoints" pt="md"><Checkpoints /></Tabs.Panel>
      </Tabs>
      <Drawer opened={opened !== null} onClose={() => setOpened(null)} position="right" size="lg" title={t.details} closeButtonProps={{ "aria-label": texts.common.close }}>
        {opened ? <Details entry={opened} /> : null}
      </Drawer>
    </>
  );
}

const actorOf = (entry: Entry) => entry.actor.name ?? (entry.actor.kind === "system" ? t.system : entry.actor.kind === "anonymous" ? "anonymous" : entry.actor.id);
const targetOf = (entry: Entry) => (entry.target ? entry.target.name ?? entry.target.id : "");

function Proof({ integrity }: { integrity: Wire<"AuditIntegrityResponse"> }) {
  const isBad = toneOf(integrity.status) === "bad";
  return (
    <div className={isBad ? "proof proof-bad" : "proof"} role={isBad ? "alert" : undefined}>
      <Text size="sm" fw={isBad ? 600 : 400}>
        {t.integrityText[integrity.status] ?? integrity.status}
        {integrity.chain && integrity.brokenAt !== null ? ` ${t.brokenAt(integrity.chain, integrity.brokenAt)}.` : ""}
        {integrity.reason ? ` ${t.reason}: ${integrity.reason.replaceAll("_", " ")}.` : ""}
      </Text>
      {integrity.verifiedThrough ? <Text size="sm" c="dimmed">{t.lastWalk(integrity.verifiedThrough.entries)} <Ago at={integrity.verifiedThrough.endedAt} />.</Text> : null}
    </div>
  );
}

function Details({ entry }: { entry: Entry }) {
  return (
    <dl className="facts facts-narrow">
      <Fact name={t.action}>{entry.action}</Fact>
      <Fact name={t.result}>{t.results[entry.result] ?? entry.result}</Fact>
      <Fact name={t.time}><When at={entry.time} /></Fact>
      <Fact name={t.index}>{`${entry.chain} ${entry.index}`}</Fact>
      <Fact name={t.actor}>{`${actorOf(entry)} (${entry.actor.kind})`}</Fact>
      <Fact name={t.target}>{entry.target ? `${targetOf(entry)} (${entry.target.type})` : texts.common.none}</Fact>
      <Fact name={texts.common.address}>{entry.address ?? texts.common.none}</Fact>
      <Fact name={t.request}>{entry.requestId ?? texts.common.none}</Fact>
      {entry.details ? <Fact name={t.facts}><Code block tabIndex={0} className="copyable">{JSON.stringify(entry.details, null, 2)}</Code></Fact> : null}
      <Fact name={t.contentHash}><Copyable value={entry.contentHash} label={t.contentHash} /></Fact>
      <Fact name={t.previous}><Copyable value={entry.previousFingerprint} label={t.previous} /></Fact>
      <Fact name={t.fingerprint}><Copyable value={entry.fingerprint} label={t.fingerprint} /></Fact>
    </dl>
  );
}

function Checkpoints() {
  const list = useList(["audit", "checkpoints"], (cursor, signal) => body(api.GET("/api/v1/audit/checkpoints", { params: { query: { cursor } }, signal })), 10_000);
  return (
    <Panel flush>
      <Listed list={list} empty={<Empty title={t.noCheckpoints} text={t.noCheckpointsText} />}>
        {(checkpoints: Wire<"AuditCheckpointResponse">[]) => (
          <Grid
            label={t.checkpoints}
            rows={checkpoints}
            id={(checkpoint) => String(checkpoint.number)}
            columns={[
              { name: t.number, head: true, cell: (checkpoint) => `#${checkpoint.number}` },
              { name: t.entries, figure: true, cell: (checkpoint) => checkpoint.entries.toLocaleString("en") },
              { name: t.time, cell: (checkpoint) => <When at={checkpoint.time} /> },
              { name: t.root, cell: (checkpoint) => <code title={checkpoint.root}>{checkpoint.root.slice(0, 16)}…</code> },
              { name: t.key, wide: true, cell: (checkpoint) => <code title={checkpoint.key}>{checkpoint.key.slice(0, 12)}…</code> },
            ]}
          />
        )}
      </Listed>
    </Panel>
  );
}
