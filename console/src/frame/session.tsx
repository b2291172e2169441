import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useState, type ReactNode } from "react";
import { api, body, onSessionEnded, type Wire } from "../api/client";
import { Problem } from "../api/problem";
import { Failure } from "./Failure";

export type Me = Wire<"MeResponse">;

interface Session {
  me: Me | null;
  /** True when the session ended without the person asking for it. */
  wasEnded: boolean;
  signedIn(): Promise<void>;
  signOut(): Promise<void>;
}

const SessionContext = createContext<Session | null>(null);
const askEvery = 4000;

export function useSession(): Session {
  return useContext(SessionContext)!;
}

/** Who is signed in; within the pages that only they see. */
export function useMe(): Me {
  return useSession().me!;
}

export const mayOperate = (me: Me): boolean => me.role === "operator" || me.role === "admin";
export const mayAdminister = (me: Me): boolean => me.role === "admin";

/** Knows who is signed in. Asks every few seconds, so that a session that was ended elsewhere ends here too. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [isOut, setOut] = useState<"no" | "asked" | "ended">("no");
  const me = useQuery({
    queryKey: ["me"],
    queryFn: async ({ signal }) => {
      try {
        return await body(api.GET("/api/v1/auth/me", { signal }));
      } catch (error) {
        if (error instanceof Problem && error.status === 401) return null;
        throw error;
      }
    },
    refetchInterval: (query) => (query.state.data ? askEvery : false),
    refetchIntervalInBackground: true,
    staleTime: 0,
  });

  useEffect(
    () =>
      onSessionEnded(() => {
        // Whoever was never in has not been signed out.
        if (client.getQueryData<Me | null>(["me"])) setOut("ended");
        client.setQueryData(["me"], null);
        client.removeQueries({ predicate: (query) => query.queryKey[0] !== "me" });
      }),
    [client],
  );

  if (me.data === undefined) {
    if (me.error) return <main className="lonely"><Failure error={me.error} retry={() => void me.refetch()} /></main>;
    return <div className="lonely" aria-busy="true" />;
  }
  const session: Session = {
    me: me.data,
    wasEnded: isOut === "ended",
    signedIn: async () => {
      setOut("no");
      await client.invalidateQueries({ queryKey: ["me"] });
    },
    signOut: async () => {
      await api.POST("/api/v1/auth/logout");
      setOut("asked");
      client.clear();
      client.setQueryData(["me"], null);
    },
  };
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
}
