import { Button, Checkbox, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, body, newKey, type Wire } from "../api/client";
import { useList } from "../api/list";
import { useAsk } from "../frame/asking";
import { Failure } from "../frame/Failure";
import { useFields } from "../frame/fields";
import { Grid } from "../frame/Grid";
import { Listed } from "../frame/Listed";
import { Ago, Copyable } from "../frame/marks";
import { Empty, Panel } from "../frame/states";
import { complain } from "../frame/toast";
import { texts } from "../texts";

const t = texts.tokens;
type Made = Wire<"NewApiTokenResponse">;
interface Given { name: string; scopes: string[]; expires: string }

/** API tokens of an agent, or of the person who looks. */
export function Tokens({ agent, mayChange = true }: { agent?: string; mayChange?: boolean }) {
  const [isMaking, setMaking] = useState(false);
  const ask = useAsk();
  const client = useQueryClient();
  const key = ["tokens", agent ?? "own"];
  const list = useList(key, (cursor, signal) =>
    agent
      ? body(api.GET("/api/v1/agents/{id}/tokens", { params: { path: { id: agent }, query: { cursor } }, signal }))
      : body(api.GET("/api/v1/user/tokens", { params: { query: { cursor } }, signal })),
  );
  const revoke = async (token: Wire<"ApiTokenResponse">) => {
    if (!(await ask({ title: t.revokeTitle(token.name || token.prefix), text: t.revokeText, confirm: t.revoke }))) return;
    const path = { prefix: token.prefix };
    const done = agent ? api.DELETE("/api/v1/agents/{id}/tokens/{prefix}", { params: { path: { ...path, id: agent } } }) : api.DELETE("/api/v1/user/tokens/{prefix}", { params: { path } });
    await done.then(() => client.invalidateQueries({ queryKey: key }), complain);
  };
  const add = mayChange ? <Button size="xs" onClick={() => setMaking(true)}>{t.add}</Button> : null;
  return (
    <Panel title={t.title} text={t.text} actions={add} flush>
      <Listed list={list} empty={<Empty title={t.empty} text={t.emptyText} />}>
        {(tokens: Wire<"ApiTokenResponse">[]) => (
          <Grid
            label={t.title}
            rows={tokens}
            id={(token) => token.prefix}
            columns={[
              { name: t.name, head: true, cell: (token) => <span className="named"><span>{token.name || t.unnamed}</span><small>{token.prefix}</small></span> },
              { name: texts.common.scopes, cell: (token) => token.scopes.join(", ") },
              { name: texts.common.created, cell: (token) => <Ago at={token.createdAt} /> },
              { name: texts.common.expires, cell: (token) => <Ago at={token.expiresAt} /> },
              { name: texts.common.lastUsed, cell: (token) => <Ago at={token.lastUsedAt} /> },
              { name: "", cell: (token) => mayChange ? <Button size="xs" variant="default" onClick={() => void revoke(token)} aria-label={`${t.revoke}: ${token.name || token.prefix}`}>{t.revoke}</Button> : null },
            ]}
          />
        )}
      </Listed>
      <Modal opened={isMaking} onClose={() => setMaking(false)} title={t.add} closeButtonProps={{ "aria-label": texts.common.close }}>
        <Form agent={agent} close={() => { setMaking(false); void client.invalidateQueries({ queryKey: key }); }} />
      </Modal>
    </Panel>
  );
}

function Form({ agent, close }: { agent?: string; close: () => void }) {
  const [key] = useState(newKey);
  const make = useMutation({
    mutationFn: ({ name, scopes, expires }: Given): Promise<Made> => {
      const fields = { name: name || null, scopes, expiresAt: expires ? new Date(expires).toISOString() : null };
      const headers = { "Idempotency-Key": key + JSON.stringify(fields).length };
      return agent ? body(api.POST("/api/v1/agents/{id}/tokens", { params: { path: { id: agent } }, headers, body: fields })) : body(api.POST("/api/v1/user/tokens", { headers, body: fields }));
    },
  });
  const form = useFields<Given>({ name: "", scopes: agent ? ["gateway", "rooms"] : ["gateway"], expires: "" }, make.error);
  if (make.data) {
    return (
      <Stack>
        <p className="note">{texts.common.shownOnce}</p>
        <Copyable value={make.data.token} label={t.made} />
        <Group justify="flex-end"><Button onClick={close}>{texts.common.done}</Button></Group>
      </Stack>
    );
  }
  return (
    <form onSubmit={(event) => { event.preventDefault(); make.mutate(form.values); }}>
      <Stack>
        <Failure error={make.error} fields={["name", "scopes", "expiresAt"]} />
        <TextInput label={t.name} description={texts.common.optional} {...form.text("name")} data-autofocus />
        <Checkbox.Group label={texts.common.scopes} value={form.values.scopes} onChange={(scopes) => form.set("scopes", scopes)} error={form.judged("scopes")}>
          <Stack gap="xs" mt="xs">
            {(agent ? ["gateway", "rooms"] : ["gateway", "grid"]).map((scope) => <Checkbox key={scope} value={scope} label={t.scopeTexts[scope]} />)}
          </Stack>
        </Checkbox.Group>
        <TextInput type="datetime-local" label={texts.common.expires} description={t.expiresText} {...form.text("expires")} error={form.judged("expiresAt")} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>{texts.common.cancel}</Button>
          <Button type="submit" loading={make.isPending}>{texts.common.add}</Button>
        </Group>
      </Stack>
    </form>
  );
}
