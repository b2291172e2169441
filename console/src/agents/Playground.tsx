import { Button, Group, SegmentedControl, Select, Switch, Text, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, body } from "../api/client";
import { Offline, Problem } from "../api/problem";
import { Mark, millis } from "../frame/marks";
import { Empty, Head, Loaded } from "../frame/states";
import { texts } from "../texts";
import { chat, Cut, dispatch, type Facts, type Said } from "./talk";

const t = texts.playground;

interface Turn extends Said {
  id: number;
  facts?: Facts;
  error?: string;
  isRunning?: boolean;
}

/** A conversation with a pool or an agent, as it streams. */
export default function Playground() {
  const models = useQuery({ queryKey: ["models"], queryFn: ({ signal }) => body(api.GET("/v1/models", { signal })) });
  return (
    <>
      <Head title={texts.pages.playground} text={t.text} />
      <Loaded query={models}>
        {(list) => (list.data.some((model) => model.id.startsWith("agent/")) ? <Conversation targets={list.data.map((model) => model.id)} /> : <section className="panel"><Empty title={t.noTargets} text={t.noTargetsText} /></section>)}
      </Loaded>
    </>
  );
}

const nameOf = (target: string) => (target.startsWith("pool/") ? t.pool(target.slice(5)) : t.agent(target.slice(6)));

function Conversation({ targets }: { targets: string[] }) {
  const [target, setTarget] = useState(targets.find((id) => id.startsWith("pool/")) ?? targets[0]!);
  const [door, setDoor] = useState("dispatch");
  const [isStreamed, setStreamed] = useState(true);
  const [prompt, setPrompt] = useState("");
  const [turns, setTurns] = useState<Turn[]>([]);
  const running = useRef<AbortController | null>(null);
  const end = useRef<HTMLDivElement>(null);
  const isPool = target.startsWith("pool/");
  const isRunning = turns.some((turn) => turn.isRunning);
  useEffect(() => () => running.current?.abort(), []);
  useEffect(() => {
    end.current?.scrollIntoView({ block: "nearest" });
  }, [turns]);

  const submit = async () => {
    const content = prompt.trim();
    if (!content || isRunning) return;
    const id = turns.length + 1;
    const said: Said[] = [...turns.filter((turn) => turn.content && !turn.error).map(({ role, content: text }) => ({ role, content: text })), { role: "user", content }];
    setTurns([...turns, { id: id - 1, role: "user", content }, { id, role: "assistant", content: "", isRunning: true }]);
    setPrompt("");
    const change = (next: (turn: Turn) => Partial<Turn>) => setTurns((all) => all.map((turn) => (turn.id === id && turn.role === "assistant" ? { ...turn, ...next(turn) } : turn)));
    const abort = (running.current = new AbortController());
    const listener = {
      text: (more: string) => change((turn) => ({ content: turn.content + more })),
      facts: (facts: Facts) => change((turn) => ({ facts: { ...turn.facts, ...Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) } })),
    };
    try {
      if (isPool && door === "dispatch") await dispatch(target.slice(5), said, isStreamed, listener, abort.signal);
      else await chat(target, said, isStreamed, listener, abort.signal);
    } catch (error) {
      change(() => ({ error: abort.signal.aborted ? t.stopped : error instanceof Problem ? error.message : error instanceof Offline ? texts.failure.offline : error instanceof Cut || error instanceof TypeError ? t.cut : t.failed }));
    } finally {
      change(() => ({ isRunning: false }));
    }
  };

  return (
    <section className="panel playground">
      <div className="filters">
        <Select label={t.target} data={targets.map((value) => ({ value, label: nameOf(value) }))} value={target} allowDeselect={false} searchable onChange={(next) => next && setTarget(next)} />
        <div>
          <Text size="sm" fw={500} id="door">{t.door}</Text>
          <SegmentedControl aria-labelledby="door" data={[{ value: "dispatch", label: t.dispatch, disabled: !isPool }, { value: "chat", label: t.chat }]} value={isPool ? door : "chat"} onChange={setDoor} />
        </div>
        <Switch label={t.stream} checked={isStreamed} onChange={(event) => setStreamed(event.currentTarget.checked)} className="at-end" />
      </div>
      <div className="log" role="log" aria-label={t.log} tabIndex={0}>
        {turns.length === 0 ? <Empty title={t.empty} text={t.emptyText} /> : turns.map((turn) => <Shown key={`${turn.id}${turn.role}`} turn={turn} />)}
        <div ref={end} />
      </div>
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Textarea
          aria-label={t.prompt}
          placeholder={t.placeholder}
          autosize
          minRows={2}
          maxRows={8}
          value={prompt}
          onChange={(event) => setPrompt(event.currentTarget.value)}
          onKeyDown={(event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void submit(); }}
        />
        <Group justify="space-between" mt="sm">
          <Text size="xs" c="dimmed">{t.keys}</Text>
          <Group gap="xs">
            {turns.length > 0 && !isRunning ? <Button variant="default" onClick={() => setTurns([])}>{t.clear}</Button> : null}
            {isRunning ? <Button variant="default" onClick={() => running.current?.abort()}>{t.stop}</Button> : null}
            <Button type="submit" disabled={isRunning || !prompt.trim()}>{t.send}</Button>
          </Group>
        </Group>
      </form>
    </section>
  );
}

function Shown({ turn }: { turn: Turn }) {
  const { facts } = turn;
  const hasTokens = facts?.inputTokens !== undefined && facts.inputTokens !== null && facts.outputTokens !== undefined && facts.outputTokens !== null;
  return (
    <article className={`turn turn-${turn.role}`}>
      <div className="turn-who">{turn.role === "user" ? t.you : facts?.agentName ?? "…"}</div>
      <div className="turn-text">{turn.content || (turn.isRunning ? <Text span c="dimmed" size="sm">{t.thinking}</Text> : null)}</div>
      {turn.error ? <div className="turn-error" role="alert">{turn.error}</div> : null}
      {facts?.agentName && turn.role === "assistant" ? (
        <div className="turn-facts">
          {facts.attempts ? <Mark tone={facts.attempts > 1 ? "warn" : "calm"}>{t.attempts(facts.attempts)}</Mark> : null}
          {facts.pick ? <Mark tone="brand">{t.pick(facts.pick)}</Mark> : null}
          {facts.latencyMs !== undefined ? <Mark tone="calm">{millis(facts.latencyMs)}</Mark> : null}
          {hasTokens ? <Mark tone="calm">{t.tokens(facts.inputTokens!, facts.outputTokens!)}</Mark> : null}
        </div>
      ) : null}
    </article>
  );
}
