import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, body, type Wire } from "../api/client";
import { Failure } from "../frame/Failure";
import { useFields } from "../frame/fields";
import { Copyable, Mark } from "../frame/marks";
import { useMe } from "../frame/session";
import { Panel } from "../frame/states";
import { complain, tell } from "../frame/toast";
import { texts } from "../texts";

const t = texts.security;

type Step = { kind: "setUp"; setup: Wire<"TotpSetupResponse"> } | { kind: "codes"; codes: string[] } | { kind: "renew" } | { kind: "remove" };

/** Sets up an authenticator, gives backup codes, and takes both away. */
export function SecondFactor() {
  const me = useMe();
  const client = useQueryClient();
  const [step, setStep] = useState<Step | null>(null);
  const setUp = useMutation({ mutationFn: () => body(api.POST("/api/v1/auth/totp/setup")), onSuccess: (setup) => setStep({ kind: "setUp", setup }), onError: complain });
  const showCodes = async (codes: string[]) => {
    setStep({ kind: "codes", codes });
    await client.invalidateQueries({ queryKey: ["me"] });
  };
  const close = () => setStep(null);
  const titles = { setUp: t.setUp, codes: t.codes, renew: t.newCodes, remove: t.remove };
  return (
    <Panel title={t.factor} actions={<Mark tone={me.hasTotp ? "good" : "warn"}>{me.hasTotp ? t.on : t.off}</Mark>}>
      <Text size="sm" mb="md">{me.hasTotp ? t.factorOn : t.factorOff}</Text>
      {me.hasTotp ? (
        <Group>
          <Button variant="default" onClick={() => setStep({ kind: "renew" })}>{t.newCodes}</Button>
          <Button variant="default" className="danger-text" onClick={() => setStep({ kind: "remove" })}>{t.remove}</Button>
        </Group>
      ) : <Button loading={setUp.isPending} onClick={() => setUp.mutate()}>{t.setUp}</Button>}
      <Modal opened={step !== null} onClose={close} title={step ? titles[step.kind] : ""} closeButtonProps={{ "aria-label": texts.common.close }} closeOnClickOutside={step?.kind !== "codes"}>
        {step?.kind === "setUp" ? <Confirm setup={step.setup} then={showCodes} /> : null}
        {step?.kind === "codes" ? (
          <Stack>
            <p className="note">{t.codesText}</p>
            <Copyable value={step.codes.join("\n")} label={t.codes} />
            <Group justify="flex-end"><Button onClick={close}>{t.codesKept}</Button></Group>
          </Stack>
        ) : null}
        {step?.kind === "renew" ? <Both text={t.newCodesText} confirm={t.newCodes} act={async (given) => showCodes((await body(api.POST("/api/v1/auth/backup-codes", { body: given }))).backupCodes)} /> : null}
        {step?.kind === "remove" ? (
          <Both
            text={t.removeText}
            confirm={t.remove}
            act={async (given) => {
              await api.DELETE("/api/v1/auth/totp", { body: given });
              await client.invalidateQueries({ queryKey: ["me"] });
              close();
              tell(t.removed);
            }}
          />
        ) : null}
      </Modal>
    </Panel>
  );
}

function Confirm({ setup, then }: { setup: Wire<"TotpSetupResponse">; then: (codes: string[]) => Promise<void> }) {
  const confirm = useMutation({ mutationFn: (given: { code: string }) => body(api.POST("/api/v1/auth/totp/confirm", { body: given })), onSuccess: (made) => then(made.backupCodes) });
  const form = useFields({ code: "" }, confirm.error);
  return (
    <form onSubmit={(event) => { event.preventDefault(); confirm.mutate({ code: form.values.code.trim() }); }}>
      <Stack>
        <Text size="sm">{t.scan}</Text>
        <img className="qr" src={`data:image/svg+xml,${encodeURIComponent(setup.qrSvg)}`} alt={t.qr} width={200} height={200} />
        <Copyable value={setup.secret} label={t.key} />
        <Failure error={confirm.error} fields={form.names} />
        <TextInput label={t.confirm} inputMode="numeric" autoComplete="one-time-code" required withAsterisk={false} {...form.text("code")} />
        <Group justify="flex-end"><Button type="submit" loading={confirm.isPending}>{t.confirmButton}</Button></Group>
      </Stack>
    </form>
  );
}

// Both factors once more, before the second one is changed.
function Both({ text, confirm, act }: { text: string; confirm: string; act: (given: { password: string; code: string }) => Promise<void> }) {
  const acting = useMutation({ mutationFn: act });
  const form = useFields({ password: "", code: "" }, acting.error);
  return (
    <form onSubmit={(event) => { event.preventDefault(); acting.mutate(form.values); }}>
      <Stack>
        <Text size="sm">{text}</Text>
        <Failure error={acting.error} fields={form.names} />
        <PasswordInput label={t.current} autoComplete="current-password" required withAsterisk={false} {...form.text("password")} data-autofocus />
        <TextInput label={t.anyCode} autoComplete="one-time-code" required withAsterisk={false} {...form.text("code")} />
        <Group justify="flex-end"><Button type="submit" className="danger" loading={acting.isPending}>{confirm}</Button></Group>
      </Stack>
    </form>
  );
}
