import { Alert, Button, Group, Text } from "@mantine/core";
import { Offline, Problem } from "../api/problem";
import { texts } from "../texts";

const t = texts.failure;

/** What went wrong, in words that say what to do. Errors of single fields stand at the fields; here stand those that no field shows. */
export function Failure({ error, fields = [], retry }: { error: unknown; fields?: string[]; retry?: () => void }) {
  if (!error || (error instanceof DOMException && error.name === "AbortError")) return null;
  const problem = error instanceof Problem ? error : null;
  const hidden = problem ? Object.entries(problem.errors).filter(([field]) => !fields.includes(field)) : [];
  // Every wrong field already says so at its place.
  if (problem && Object.keys(problem.errors).length > 0 && hidden.length === 0) return null;
  return (
    <Alert role="alert" className="failure" title={problem?.status === 404 ? t.notFound : problem?.status === 403 ? t.forbidden : t.title}>
      <Text size="sm">{error instanceof Offline ? t.offline : problem ? problem.message : t.broken}</Text>
      {hidden.map(([field, messages]) => (
        <Text size="sm" key={field}>{`${field}: ${messages.join(" ")}`}</Text>
      ))}
      {problem?.retryAfterSeconds ? <Text size="sm">{t.wait(problem.retryAfterSeconds)}</Text> : null}
      {problem && problem.status >= 500 && problem.traceId ? <Text size="xs" c="dimmed">{`${t.trace}: ${problem.traceId}`}</Text> : null}
      {retry ? (
        <Group mt="xs">
          <Button size="xs" variant="default" onClick={retry}>{texts.common.retry}</Button>
        </Group>
      ) : null}
    </Alert>
  );
}
