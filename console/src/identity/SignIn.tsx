import { Alert, Anchor, Button, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, body } from "../api/client";
import { Failure } from "../frame/Failure";
import { useFields } from "../frame/fields";
import { Brand, LostBanner } from "../frame/Layout";
import { useSession } from "../frame/session";
import { texts } from "../texts";

const t = texts.signIn;

/** Password first; then, where one is set up, the second factor. */
export function SignIn() {
  const [challenge, setChallenge] = useState<string | null>(null);
  const { wasEnded } = useSession();
  return (
    <main className="lonely">
      <div className="sign-in">
        <Brand />
        <Text c="dimmed" size="sm" mb="lg">{t.motto}</Text>
        <LostBanner />
        {wasEnded && !challenge ? <Alert className="notice" mb="md" role="status">{t.ended}</Alert> : null}
        {challenge ? <Factor challenge={challenge} back={() => setChallenge(null)} /> : <Password then={setChallenge} />}
      </div>
    </main>
  );
}

function Password({ then }: { then: (challenge: string) => void }) {
  const { signedIn } = useSession();
  const login = useMutation({
    mutationFn: (given: { email: string; password: string }) => body(api.POST("/api/v1/auth/login", { body: given })),
    onSuccess: async (answer) => {
      if (answer.challenge) then(answer.challenge);
      else await signedIn();
    },
  });
  const form = useFields({ email: "", password: "" }, login.error);
  return (
    <form onSubmit={(event) => { event.preventDefault(); login.mutate(form.values); }}>
      <Stack>
        <Title order={1}>{t.title}</Title>
        <Failure error={login.error} fields={form.names} />
        <TextInput label={t.email} type="email" name="email" autoComplete="username" required autoFocus withAsterisk={false} {...form.text("email")} />
        <PasswordInput label={t.password} name="password" autoComplete="current-password" required withAsterisk={false} {...form.text("password")} />
        <Button type="submit" loading={login.isPending}>{t.submit}</Button>
      </Stack>
    </form>
  );
}

function Factor({ challenge, back }: { challenge: string; back: () => void }) {
  const { signedIn } = useSession();
  const [isBackup, setBackup] = useState(false);
  const verify = useMutation({
    mutationFn: (given: { code: string }) => body(api.POST("/api/v1/auth/totp/verify", { body: { challenge, code: given.code.trim() } })),
    onSuccess: signedIn,
  });
  const form = useFields({ code: "" }, verify.error);
  return (
    <form onSubmit={(event) => { event.preventDefault(); verify.mutate(form.values); }}>
      <Stack>
        <Title order={1}>{t.codeTitle}</Title>
        <Text size="sm" c="dimmed">{isBackup ? t.backupText : t.codeText}</Text>
        <Failure error={verify.error} fields={form.names} />
        <TextInput
          key={String(isBackup)}
          label={isBackup ? t.backup : t.code}
          name="code"
          inputMode={isBackup ? "text" : "numeric"}
          autoComplete="one-time-code"
          required
          withAsterisk={false}
          autoFocus
          {...form.text("code")}
        />
        <Button type="submit" loading={verify.isPending}>{t.verify}</Button>
        <div className="spread">
          <Anchor component="button" type="button" size="sm" onClick={back}>{t.back}</Anchor>
          <Anchor component="button" type="button" size="sm" onClick={() => { form.reset(); verify.reset(); setBackup(!isBackup); }}>{isBackup ? t.useCode : t.useBackup}</Anchor>
        </div>
      </Stack>
    </form>
  );
}
