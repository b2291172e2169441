import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { api, body, type Wire } from "../api/client";
import { useList } from "../api/list";
import { useAsk } from "../frame/asking";
import { Grid } from "../frame/Grid";
import { Listed } from "../frame/Listed";
import { Ago, Mark } from "../frame/marks";
import { Empty, Panel } from "../frame/states";
import { complain, tell } from "../frame/toast";
import { texts } from "../texts";

const t = texts.security;
type Session = Wire<"SessionResponse">;

/** Where one is signed in. */
export function Sessions() {
  const ask = useAsk();
  const client = useQueryClient();
  const list = useList(["sessions"], (cursor, signal) => body(api.GET("/api/v1/auth/sessions", { params: { query: { cursor } }, signal })), 10_000);
  const again = () => client.invalidateQueries({ queryKey: ["sessions"] });
  const end = async (session: Session) => {
    if (!(await ask({ title: t.endTitle, text: t.endText, confirm: t.end }))) return;
    await api.DELETE("/api/v1/auth/sessions/{id}", { params: { path: { id: session.id } } }).then(again, complain);
  };
  const endOthers = async () => {
    if (!(await ask({ title: t.endOthersTitle, text: t.endText, confirm: t.endOthers }))) return;
    await body(api.DELETE("/api/v1/auth/sessions")).then(({ ended }) => { tell(t.ended(ended)); return again(); }, complain);
  };
  return (
    <Panel title={t.sessions} actions={(list.items?.length ?? 0) > 1 ? <Button size="xs" variant="default" onClick={() => void endOthers()}>{t.endOthers}</Button> : null} flush>
      <Listed list={list} empty={<Empty title={texts.common.none} text="" />}>
        {(sessions: Session[]) => (
          <Grid
            label={t.sessions}
            rows={sessions}
            id={(session) => session.id}
            columns={[
              { name: texts.common.name, head: true, cell: (session) => <span className="named"><span>{browserOf(session.userAgent)} {session.current ? <Mark tone="brand">{t.thisOne}</Mark> : null}</span>{session.purpose === "connect" ? <small>{t.signInServer}</small> : null}</span> },
              { name: texts.common.address, cell: (session) => session.address ?? "–" },
              { name: t.since, cell: (session) => <Ago at={session.signedInAt} /> },
              { name: t.seen, cell: (session) => <Ago at={session.lastSeenAt} /> },
              { name: "", cell: (session) => session.current ? null : <Button size="xs" variant="default" onClick={() => void end(session)}>{t.end}</Button> },
            ]}
          />
        )}
      </Listed>
    </Panel>
  );
}

// Enough to tell one's own apart.
function browserOf(agent: string | null): string {
  if (!agent) return t.unknownBrowser;
  const browser = /(Firefox|Edg|OPR|Chrome|Safari)\/(\d+)/.exec(agent.replace(/HeadlessChrome/, "Chrome"));
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(agent);
  if (!browser) return agent.slice(0, 40);
  const name = { Edg: "Edge", OPR: "Opera" }[browser[1]!] ?? browser[1];
  return system ? `${name} ${browser[2]}, ${system[1]}` : `${name} ${browser[2]}`;
}
