import { Button, Group, Menu, Modal, PasswordInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, body, newKey, type Wire } from "../api/client";
import { useList } from "../api/list";
import { useAsk, type Question } from "../frame/asking";
import { Failure } from "../frame/Failure";
import { useFields } from "../frame/fields";
import { Grid } from "../frame/Grid";
import { Listed } from "../frame/Listed";
import { Ago, Mark } from "../frame/marks";
import { useMe } from "../frame/session";
import { Empty, Head, Panel } from "../frame/states";
import { complain, tell } from "../frame/toast";
import { texts } from "../texts";

const t = texts.people;
type User = Wire<"UserResponse">;
type Step = { kind: "add" } | { kind: "edit" | "password"; user: User };

/** Who may sign in; for administrators. */
export default function People() {
  const me = useMe();
  const client = useQueryClient();
  const [search, setSearch] = useState("");
  const [q] = useDebouncedValue(search.trim(), 250);
  const [step, setStep] = useState<Step | null>(null);
  const list = useList(["people", q], (cursor, signal) => body(api.GET("/api/v1/users", { params: { query: { q: q || undefined, cursor } }, signal })));
  const done = async () => {
    setStep(null);
    await client.invalidateQueries({ queryKey: ["people"] });
  };
  return (
    <>
      <Head title={texts.pages.people} text={t.text}><Button onClick={() => setStep({ kind: "add" })}>{t.add}</Button></Head>
      <div className="filters"><TextInput aria-label={texts.common.search} placeholder={texts.common.search} value={search} onChange={(event) => setSearch(event.currentTarget.value)} /></div>
      <Panel flush>
        <Listed list={list} empty={<Empty title={t.empty} text={t.emptyText} />}>
          {(users: User[]) => (
            <Grid
              label={texts.pages.people}
              rows={users}
              id={(user) => user.id}
              columns={[
                { name: t.displayName, head: true, cell: (user) => <span className="named"><span>{user.displayName} {user.id === me.id ? <Mark tone="brand">{t.you}</Mark> : null}</span><small>{user.email}</small></span> },
                { name: texts.common.role, cell: (user) => t.roles[user.role] ?? user.role },
                { name: texts.common.status, cell: (user) => <Mark tone={user.disabled ? "bad" : "good"}>{user.disabled ? t.disabled : t.active}</Mark> },
                { name: t.factor, cell: (user) => <Mark tone={user.hasTotp ? "good" : "calm"}>{user.hasTotp ? texts.security.on : texts.security.off}</Mark> },
                { name: t.lastSignIn, cell: (user) => <Ago at={user.lastSignInAt} /> },
                { name: "", cell: (user) => <Actions user={user} isMe={user.id === me.id} choose={(kind) => setStep({ kind, user })} done={done} /> },
              ]}
            />
          )}
        </Listed>
      </Panel>
      <Modal opened={step !== null} onClose={() => setStep(null)} title={step?.kind === "add" ? t.add : step?.kind === "edit" ? t.edit : t.newPassword} closeButtonProps={{ "aria-label": texts.common.close }}>
        {step?.kind === "add" ? <New done={done} /> : step?.kind === "edit" ? <Change user={step.user} done={done} /> : step ? <NewPassword user={step.user} done={done} /> : null}
      </Modal>
    </>
  );
}

function Actions({ user, isMe, choose, done }: { user: User; isMe: boolean; choose: (kind: "edit" | "password") => void; done: () => Promise<void> }) {
  const ask = useAsk();
  const path = { id: user.id };
  const act = async (question: Question | null, deed: () => Promise<unknown>) => {
    if (question && !(await ask(question))) return;
    await deed().then(done, complain);
  };
  const setDisabled = (disabled: boolean) => api.PUT("/api/v1/users/{id}", { params: { path }, headers: { "If-Match": `"${user.version}"` }, body: { displayName: null, role: null, disabled } });
  const name = user.displayName;
  return (
    <Menu position="bottom-end">
      <Menu.Target><Button size="xs" variant="default" aria-label={`${texts.common.actions}: ${name}`}>⋯</Button></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => choose("edit")}>{t.edit}</Menu.Item>
        {isMe ? null : (
          <>
            <Menu.Item onClick={() => choose("password")}>{t.newPassword}</Menu.Item>
            {user.hasTotp ? <Menu.Item onClick={() => void act({ title: t.resetFactorTitle(name), text: t.resetFactorText, confirm: t.resetFactor }, () => api.DELETE("/api/v1/users/{id}/totp", { params: { path } }))}>{t.resetFactor}</Menu.Item> : null}
            <Menu.Item onClick={() => void act({ title: t.signOutTitle(name), text: t.signOutText, confirm: t.signOut }, async () => tell(t.signedOut((await body(api.POST("/api/v1/users/{id}/sign-out", { params: { path } }))).ended)))}>{t.signOut}</Menu.Item>
            {user.disabled
              ? <Menu.Item onClick={() => void act(null, () => setDisabled(false))}>{t.enable}</Menu.Item>
              : <Menu.Item onClick={() => void act({ title: t.disableTitle(name), text: t.disableText, confirm: t.disable }, () => setDisabled(true))}>{t.disable}</Menu.Item>}
            <Menu.Divider />
            <Menu.Item className="danger-text" onClick={() => void act({ title: t.removeTitle(name), text: t.removeText, confirm: texts.common.remove }, () => api.DELETE("/api/v1/users/{id}", { params: { path } }))}>{texts.common.remove}</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

const roles = Object.entries(t.roles).map(([value, label]) => ({ value, label }));

function New({ done }: { done: () => Promise<void> }) {
  const [key] = useState(newKey);
  const create = useMutation({
    mutationFn: (given: Wire<"NewUserRequest">) => body(api.POST("/api/v1/users", { headers: { "Idempotency-Key": key + JSON.stringify(given).length }, body: { ...given, displayName: given.displayName || null } })),
    onSuccess: done,
  });
  const form = useFields<Wire<"NewUserRequest">>({ email: "", displayName: "", role: "user", password: "" }, create.error);
  return (
    <form onSubmit={(event) => { event.preventDefault(); create.mutate(form.values); }}>
      <Stack>
        <Failure error={create.error} fields={form.names} />
        <TextInput label={t.email} type="email" required autoComplete="off" {...form.text("email")} data-autofocus />
        <TextInput label={t.displayName} description={texts.common.optional} autoComplete="off" {...form.text("displayName")} />
        <Select label={texts.common.role} data={roles} allowDeselect={false} {...form.choice("role")} />
        <PasswordInput label={t.password} description={t.passwordText} autoComplete="new-password" required {...form.text("password")} />
        <Group justify="flex-end"><Button type="submit" loading={create.isPending}>{t.add}</Button></Group>
      </Stack>
    </form>
  );
}

function Change({ user, done }: { user: User; done: () => Promise<void> }) {
  const save = useMutation({
    mutationFn: (given: { displayName: string; role: string }) => body(api.PUT("/api/v1/users/{id}", { params: { path: { id: user.id } }, headers: { "If-Match": `"${user.version}"` }, body: { ...given, disabled: null } })),
    onSuccess: done,
  });
  const form = useFields({ displayName: user.displayName, role: user.role }, save.error);
  return (
    <form onSubmit={(event) => { event.preventDefault(); save.mutate(form.values); }}>
      <Stack>
        <Failure error={save.error} fields={form.names} />
        <TextInput label={t.displayName} {...form.text("displayName")} data-autofocus />
        <Select label={texts.common.role} data={roles} allowDeselect={false} {...form.choice("role")} />
        <Group justify="flex-end"><Button type="submit" loading={save.isPending}>{texts.common.save}</Button></Group>
      </Stack>
    </form>
  );
}

function NewPassword({ user, done }: { user: User; done: () => Promise<void> }) {
  const save = useMutation({ mutationFn: (given: { password: string }) => api.PUT("/api/v1/users/{id}/password", { params: { path: { id: user.id } }, body: given }), onSuccess: done });
  const form = useFields({ password: "" }, save.error);
  return (
    <form onSubmit={(event) => { event.preventDefault(); save.mutate(form.values); }}>
      <Stack>
        <Text size="sm">{t.newPasswordText}</Text>
        <Failure error={save.error} fields={form.names} />
        <PasswordInput label={texts.security.next} description={t.passwordText} autoComplete="new-password" required {...form.text("password")} data-autofocus />
        <Group justify="flex-end"><Button type="submit" loading={save.isPending}>{t.newPassword}</Button></Group>
      </Stack>
    </form>
  );
}
