import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { api } from "../api/client";
import { Failure } from "../frame/Failure";
import { useFields } from "../frame/fields";
import { useMe } from "../frame/session";
import { Head, Panel } from "../frame/states";
import { tell } from "../frame/toast";
import { texts } from "../texts";
import { SecondFactor } from "./SecondFactor";
import { Sessions } from "./Sessions";
import { Tokens } from "./Tokens";

const t = texts.security;

/** One's own password, second factor, sessions and tokens. */
export default function Security() {
  const me = useMe();
  return (
    <>
      <Head title={texts.pages.security} text={me.email ?? undefined} />
      <div className="columns">
        <Password />
        <SecondFactor />
      </div>
      <Sessions />
      <Tokens />
    </>
  );
}

function Password() {
  const change = useMutation({
    mutationFn: (given: { current: string; new: string }) => api.POST("/api/v1/auth/password", { body: given }),
    onSuccess: () => { form.reset(); tell(t.changed); },
  });
  const form = useFields({ current: "", new: "" }, change.error);
  return (
    <Panel title={t.password}>
      <form onSubmit={(event) => { event.preventDefault(); change.mutate(form.values); }}>
        <Stack>
          <Failure error={change.error} fields={form.names} />
          <PasswordInput label={t.current} autoComplete="current-password" required withAsterisk={false} {...form.text("current")} />
          <PasswordInput label={t.next} description={t.nextText} autoComplete="new-password" required withAsterisk={false} {...form.text("new")} />
          <Group><Button type="submit" loading={change.isPending}>{t.change}</Button></Group>
        </Stack>
      </form>
    </Panel>
  );
}
