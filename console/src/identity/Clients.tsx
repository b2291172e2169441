import { Button, Checkbox, Group, Menu, Modal, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, body, newKey, type Wire } from "../api/client";
import { useList } from "../api/list";
import { useAsk } from "../frame/asking";
import { Failure } from "../frame/Failure";
import { useFields } from "../frame/fields";
import { Grid } from "../frame/Grid";
import { Listed } from "../frame/Listed";
import { Copyable } from "../frame/marks";
import { Empty, Head, Panel } from "../frame/states";
import { complain } from "../frame/toast";
import { texts } from "../texts";

const t = texts.clients;
type Client = Wire<"OAuthClientResponse">;
type Step = { kind: "form"; client?: Client } | { kind: "secret"; secret: string };

const grants = ["authorization_code", "refresh_token", "client_credentials", "urn:ietf:params:oauth:grant-type:device_code"];
const scopes = ["openid", "profile", "email", "offline_access", "grid", "gateway", "rooms"];

/** Applications that sign people in through this grid, and programs of their own; for administrators. */
export default function Clients() {
  const ask = useAsk();
  const client = useQueryClient();
  const [step, setStep] = useState<Step | null>(null);
  const list = useList(["clients"], (cursor, signal) => body(api.GET("/api/v1/oauth/clients", { params: { query: { cursor } }, signal })));
  const again = () => client.invalidateQueries({ queryKey: ["clients"] });
  const saved = async (made: Client) => {
    setStep(made.clientSecret ? { kind: "secret", secret: made.clientSecret } : null);
    await again();
  };
  const renew = async (of: Client) => {
    if (!(await ask({ title: t.newSecretTitle(of.name), text: t.newSecretText, confirm: t.newSecret }))) return;
    await body(api.POST("/api/v1/oauth/clients/{clientId}/secret", { params: { path: { clientId: of.clientId } } })).then(saved, complain);
  };
  const remove = async (of: Client) => {
    if (!(await ask({ title: t.removeTitle(of.name), text: t.removeText, confirm: texts.common.remove }))) return;
    await api.DELETE("/api/v1/oauth/clients/{clientId}", { params: { path: { clientId: of.clientId } } }).then(again, complain);
  };
  const add = <Button onClick={() => setStep({ kind: "form" })}>{t.add}</Button>;
  return (
    <>
      <Head title={texts.pages.clients} text={t.text}>{add}</Head>
      <Panel flush>
        <Listed list={list} empty={<Empty title={t.empty} text={t.emptyText}>{add}</Empty>}>
          {(clients: Client[]) => (
            <Grid
              label={texts.pages.clients}
              rows={clients}
              id={(row) => row.clientId}
              columns={[
                { name: texts.common.name, head: true, cell: (row) => <span className="named"><span>{row.name}</span><small>{row.clientId}</small></span> },
                { name: t.type, cell: (row) => row.type },
                { name: t.grants, cell: (row) => row.grantTypes.map(short).join(", ") },
                { name: texts.common.scopes, cell: (row) => row.scopes.join(", ") || texts.common.none },
                {
                  name: "",
                  cell: (row) => (
                    <Menu position="bottom-end">
                      <Menu.Target><Button size="xs" variant="default" aria-label={`${texts.common.actions}: ${row.name}`}>⋯</Button></Menu.Target>
                      <Menu.Dropdown>
                        <Menu.Item onClick={() => setStep({ kind: "form", client: row })}>{texts.common.edit}</Menu.Item>
                        {row.type === "confidential" ? <Menu.Item onClick={() => void renew(row)}>{t.newSecret}</Menu.Item> : null}
                        <Menu.Item className="danger-text" onClick={() => void remove(row)}>{texts.common.remove}</Menu.Item>
                      </Menu.Dropdown>
                    </Menu>
                  ),
                },
              ]}
            />
          )}
        </Listed>
      </Panel>
      <Modal opened={step !== null} onClose={() => setStep(null)} size="lg" title={step?.kind === "secret" ? t.secret : step?.client ? t.edit : t.add} closeButtonProps={{ "aria-label": texts.common.close }} closeOnClickOutside={step?.kind !== "secret"}>
        {step?.kind === "form" ? <Form client={step.client} saved={saved} /> : null}
        {step?.kind === "secret" ? (
          <Stack>
            <p className="note">{texts.common.shownOnce}</p>
            <Copyable value={step.secret} label={t.secret} />
            <Group justify="flex-end"><Button onClick={() => setStep(null)}>{texts.common.done}</Button></Group>
          </Stack>
        ) : null}
      </Modal>
    </>
  );
}

interface Given { clientId: string; name: string; type: string; grantTypes: string[]; scopes: string[]; redirects: string; logouts: string; isFirstParty: boolean; role: string; idTokenAlgorithm: string }

const short = (grant: string) => grant.split(":").at(-1)!.replaceAll("_", " ");
const lines = (text: string) => text.split("\n").map((line) => line.trim()).filter(Boolean);

function Form({ client, saved }: { client?: Client; saved: (client: Client) => Promise<void> }) {
  const [key] = useState(newKey);
  const save = useMutation({
    mutationFn: ({ redirects, logouts, ...given }: Given) => {
      const fields = { ...given, role: given.role || null, redirectUris: lines(redirects), postLogoutRedirectUris: lines(logouts) };
      return client
        ? body(api.PUT("/api/v1/oauth/clients/{clientId}", { params: { path: { clientId: client.clientId } }, headers: { "If-Match": `"${client.version}"` }, body: fields }))
        : body(api.POST("/api/v1/oauth/clients", { headers: { "Idempotency-Key": key + JSON.stringify(fields).length }, body: fields }));
    },
    onSuccess: saved,
  });
  const form = useFields<Given>(
    {
      clientId: client?.clientId ?? "", name: client?.name ?? "", type: client?.type ?? "confidential", grantTypes: client?.grantTypes ?? ["authorization_code", "refresh_token"], scopes: client?.scopes ?? ["openid", "profile", "email"],
      redirects: client?.redirectUris.join("\n") ?? "", logouts: client?.postLogoutRedirectUris.join("\n") ?? "", isFirstParty: client?.isFirstParty ?? false, role: client?.role ?? "", idTokenAlgorithm: client?.idTokenAlgorithm ?? "RS256",
    },
    save.error,
  );
  return (
    <form onSubmit={(event) => { event.preventDefault(); save.mutate(form.values); }}>
      <Stack>
        <Failure error={save.error} fields={[...form.names, "redirectUris", "postLogoutRedirectUris"]} />
        <div className="pair">
          <TextInput label={t.clientId} required disabled={Boolean(client)} {...form.text("clientId")} data-autofocus={client ? undefined : true} />
          <TextInput label={texts.common.name} required {...form.text("name")} />
        </div>
        <Select label={t.type} disabled={Boolean(client)} allowDeselect={false} data={[{ value: "confidential", label: t.confidential }, { value: "public", label: t.public }]} {...form.choice("type")} />
        <Checkbox.Group label={t.grants} value={form.values.grantTypes} onChange={(value) => form.set("grantTypes", value)} error={form.judged("grantTypes")}>
          <Group mt="xs">{grants.map((grant) => <Checkbox key={grant} value={grant} label={short(grant)} />)}</Group>
        </Checkbox.Group>
        <Checkbox.Group label={texts.common.scopes} value={form.values.scopes} onChange={(value) => form.set("scopes", value)} error={form.judged("scopes")}>
          <Group mt="xs">{scopes.map((scope) => <Checkbox key={scope} value={scope} label={scope} />)}</Group>
        </Checkbox.Group>
        <div className="pair">
          <Textarea label={t.redirects} description={t.redirectsText} autosize minRows={2} {...form.text("redirects")} error={form.judged("redirectUris")} />
          <Textarea label={t.logouts} description={t.redirectsText} autosize minRows={2} {...form.text("logouts")} error={form.judged("postLogoutRedirectUris")} />
        </div>
        <Select label={t.ownRole} data={["user", "operator", "admin"]} clearable placeholder={texts.common.none} {...form.choice("role")} value={form.values.role || null} />
        <Checkbox label={t.firstParty} checked={form.values.isFirstParty} onChange={(event) => form.set("isFirstParty", event.currentTarget.checked)} />
        <Group justify="flex-end"><Button type="submit" loading={save.isPending}>{client ? texts.common.save : t.add}</Button></Group>
      </Stack>
    </form>
  );
}
