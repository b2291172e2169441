import { Button, Select, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "react-router";
import { api, body, type Wire } from "../api/client";
import { Grid } from "../frame/Grid";
import { complain } from "../frame/toast";
import { Empty, Head, Loaded, Panel } from "../frame/states";
import { texts } from "../texts";
import { Status } from "./status";

type Pool = Wire<"PoolResponse">;
const t = texts.balancing;
const letters = "abcdefghijklmnopqrstuvwxyz";
const round = 7;

/** The rotation of one pool as it goes: who was picked, and why who is next. */
export default function Balancing() {
  const { pool: name = "default" } = useParams();
  const navigate = useNavigate();
  const client = useQueryClient();
  const pools = useQuery({ queryKey: ["pools"], queryFn: ({ signal }) => body(api.GET("/api/v1/pools", { signal })) });
  const pool = useQuery({ queryKey: ["pool", name], queryFn: ({ signal }) => body(api.GET("/api/v1/pools/{name}", { params: { path: { name } }, signal })), refetchInterval: 1000 });
  const send = useMutation({
    mutationFn: async () => {
      // One after the other, so that the order of the picks is that of the requests.
      for (let i = 0; i < round; i++) {
        await api.POST("/api/v1/openclaw/dispatch", { body: { pool: name, prompt: t.prompt } });
        await client.invalidateQueries({ queryKey: ["pool", name] });
      }
    },
    onError: complain,
  });
  return (
    <>
      <Head title={texts.pages.balancing} text={t.text}>
        <Select aria-label={t.pool} data={pools.data?.items ?? [name]} value={name} allowDeselect={false} onChange={(next) => void navigate(`/balancing/${next}`)} w={180} />
        <Button onClick={() => send.mutate()} loading={send.isPending} disabled={!pool.data?.members.length}>{t.send}</Button>
      </Head>
      <Loaded query={pool}>{(shown) => <Shown pool={shown} />}</Loaded>
    </>
  );
}

function Shown({ pool }: { pool: Pool }) {
  const place = new Map(pool.members.map((member, index) => [member.id, index]));
  const letterOf = (id: string) => letters[(place.get(id) ?? -1) % letters.length] ?? "?";
  const toneOf = (id: string) => (place.has(id) ? `tint tint-${place.get(id)! % 6}` : "tint tint-gone");
  const picked = new Map<string, number>();
  for (const pick of pool.recent) picked.set(pick.agentId, (picked.get(pick.agentId) ?? 0) + 1);
  return (
    <>
      <Panel title={t.sequence} actions={<Text size="sm" c="dimmed">{texts.overview.picks(pool.picks)}</Text>}>
        {pool.recent.length === 0 ? <Empty title={t.empty} text={t.emptyText} /> : (
          <ol className="picks" aria-label={t.sequence}>
            {pool.recent.map((pick) => (
              <li key={pick.pick} className={toneOf(pick.agentId)} title={t.pick(pick.pick, pick.agentName)} data-agent={pick.agentName}>
                {letterOf(pick.agentId)}
                <span className="unseen">{` ${pick.agentName}`}</span>
              </li>
            ))}
          </ol>
        )}
      </Panel>
      <Panel title={t.members} text={t.currentText} flush>
        {pool.members.length === 0 ? <Empty title={t.noMembers} text={t.noMembersText} /> : (
          <Grid
            label={t.members}
            rows={pool.members}
            id={(member) => member.id}
            columns={[
              { name: texts.common.name, head: true, cell: (member) => <span className="member"><span className={toneOf(member.id)} aria-hidden>{letterOf(member.id)}</span>{member.name}</span> },
              { name: texts.common.status, cell: (member) => <Status status={member.status} /> },
              { name: t.weight, figure: true, cell: (member) => member.weight },
              { name: t.effective, figure: true, cell: (member) => member.effectiveWeight },
              { name: t.current, figure: true, cell: (member) => member.currentWeight },
              { name: t.inFlight, figure: true, cell: (member) => member.inFlight },
              {
                name: t.share,
                figure: true,
                cell: (member) => (
                  <span className="share" title={t.shareOf(pool.recent.length)}>
                    <meter className={`bar bar-${place.get(member.id)! % 6}`} min={0} max={Math.max(pool.recent.length, 1)} value={picked.get(member.id) ?? 0} aria-label={t.share} />
                    {pool.recent.length ? `${Math.round(((picked.get(member.id) ?? 0) / pool.recent.length) * 100)} %` : "–"}
                  </span>
                ),
              },
            ]}
          />
        )}
      </Panel>
    </>
  );
}
