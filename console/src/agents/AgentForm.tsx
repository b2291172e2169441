import { Accordion, Button, Checkbox, Group, Modal, NumberInput, PasswordInput, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, body, newKey, type Wire } from "../api/client";
import { Problem } from "../api/problem";
import { Failure } from "../frame/Failure";
import { useFields } from "../frame/fields";
import { tell } from "../frame/toast";
import { texts } from "../texts";

type Agent = Wire<"AgentResponse">;
type Fields = Wire<"AgentFields">;

const t = texts.agents.fields;

/** Registers an agent, or changes one. */
export function AgentForm({ agent, opened, onClose }: { agent?: Agent; opened: boolean; onClose: (saved?: Agent) => void }) {
  return (
    <Modal opened={opened} onClose={() => onClose()} title={agent ? texts.agents.edit : texts.agents.add} size="lg" closeButtonProps={{ "aria-label": texts.common.close }}>
      <Form agent={agent} onClose={onClose} />
    </Modal>
  );
}

/** The agent as it would be sent again, without its key. */
export function fieldsOf(agent: Agent): Fields {
  const { name, displayName, role, kind, endpoint, model, pool, weight, maxConcurrency, timeoutSeconds, maxFails, failTimeoutSeconds, healthPath } = agent;
  return { name, displayName, role, kind, endpoint, model, pool, weight, maxConcurrency, timeoutSeconds, maxFails, failTimeoutSeconds, healthPath };
}

export async function replaceAgent(agent: Agent, fields: Fields): Promise<Agent> {
  return body(api.PUT("/api/v1/agents/{id}", { params: { path: { id: agent.id } }, headers: { "If-Match": `"${agent.version}"` }, body: fields }));
}

function Form({ agent, onClose }: { agent?: Agent; onClose: (saved?: Agent) => void }) {
  const client = useQueryClient();
  const [key] = useState(newKey);
  const [removesKey, setRemovesKey] = useState(false);
  const save = useMutation({
    mutationFn: (given: Fields) => {
      const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== "" && value !== null)) as Fields;
      if (removesKey) fields.apiKey = "";
      // A refused body may be mended and sent again: only the same one is a repetition.
      return agent ? replaceAgent(agent, fields) : body(api.POST("/api/v1/agents", { headers: { "Idempotency-Key": key + JSON.stringify(fields).length }, body: fields }));
    },
    onSuccess: async (saved) => {
      await client.invalidateQueries();
      tell(texts.common.saved);
      onClose(saved);
    },
  });
  const initial: Fields = agent ? { ...fieldsOf(agent), apiKey: "" } : { name: "", displayName: "", kind: "openai", endpoint: "", model: "", apiKey: "", pool: "default", weight: 1, role: "agent" };
  const form = useFields(initial, save.error);
  const hasEndpoint = form.values.kind !== "none";
  const isOutdated = agent && save.error instanceof Problem && save.error.status === 409;
  return (
    <form onSubmit={(event) => { event.preventDefault(); save.mutate(hasEndpoint ? form.values : { ...form.values, endpoint: null, apiKey: null, model: null }); }}>
      <Stack>
        <Failure error={isOutdated ? new Problem(409, "conflict", texts.agents.conflict) : save.error} fields={[...form.names, "maxConcurrency", "timeoutSeconds", "maxFails", "failTimeoutSeconds", "healthPath"]} />
        <div className="pair">
          <TextInput label={t.name} description={t.nameText} required {...form.text("name")} data-autofocus />
          <TextInput label={t.displayName} description={texts.common.optional} {...form.text("displayName")} />
        </div>
        <Select label={t.kind} data={Object.entries(texts.agents.kinds).map(([value, label]) => ({ value, label }))} allowDeselect={false} {...form.choice("kind")} />
        {hasEndpoint ? (
          <>
            <TextInput label={t.endpoint} description={t.endpointText} type="url" required {...form.text("endpoint")} />
            <div className="pair">
              <TextInput label={t.model} description={t.modelText} {...form.text("model")} />
              <PasswordInput label={t.apiKey} description={agent?.apiKeyLast4 ? t.apiKeyKept(agent.apiKeyLast4) : t.apiKeyNew} autoComplete="off" disabled={removesKey} {...form.text("apiKey")} />
            </div>
            {agent?.apiKeyLast4 !== null && agent?.apiKeyLast4 !== undefined ? <Checkbox label={t.removeKey} checked={removesKey} onChange={(event) => setRemovesKey(event.currentTarget.checked)} /> : null}
          </>
        ) : null}
        <div className="pair">
          <TextInput label={t.pool} {...form.text("pool")} />
          <NumberInput label={t.weight} description={t.weightText} min={0} max={1000} {...form.number("weight")} />
        </div>
        <Accordion variant="separated">
          <Accordion.Item value="more">
            <Accordion.Control>{t.more}</Accordion.Control>
            <Accordion.Panel>
              <Stack>
                <div className="pair">
                  <NumberInput label={t.maxConcurrency} description={t.maxConcurrencyText} min={1} {...form.number("maxConcurrency")} />
                  <NumberInput label={t.timeoutSeconds} min={1} max={3600} {...form.number("timeoutSeconds")} />
                  <NumberInput label={t.maxFails} min={0} max={100} {...form.number("maxFails")} />
                  <NumberInput label={t.failTimeoutSeconds} min={1} max={3600} {...form.number("failTimeoutSeconds")} />
                </div>
                <TextInput label={t.healthPath} description={t.healthPathText} {...form.text("healthPath")} />
                <Select label={t.role} data={["agent", "admin"]} allowDeselect={false} {...form.choice("role")} />
              </Stack>
            </Accordion.Panel>
          </Accordion.Item>
        </Accordion>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => onClose()}>{texts.common.cancel}</Button>
          <Button type="submit" loading={save.isPending}>{agent ? texts.common.save : texts.common.add}</Button>
        </Group>
      </Stack>
    </form>
  );
}
