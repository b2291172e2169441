import { Anchor } from "@mantine/core";
import { lazy } from "react";
import { Link, Route, Routes } from "react-router";
import { Layout } from "./frame/Layout";
import { useSession } from "./frame/session";
import { Empty } from "./frame/states";
import { SignIn } from "./identity/SignIn";
import { texts } from "./texts";

// Who signs in loads the sign-in page only.
const Overview = lazy(() => import("./overview/Overview"));
const Agents = lazy(() => import("./agents/Agents"));
const Agent = lazy(() => import("./agents/Agent"));
const Balancing = lazy(() => import("./agents/Balancing"));
const Playground = lazy(() => import("./agents/Playground"));
const Audit = lazy(() => import("./audit/Audit"));
const People = lazy(() => import("./identity/People"));
const Clients = lazy(() => import("./identity/Clients"));
const Security = lazy(() => import("./identity/Security"));

export function App() {
  const { me } = useSession();
  if (!me) return <SignIn />;
  return (
    <Layout>
      <Routes>
        <Route path="/" element={<Overview />} />
        <Route path="/agents" element={<Agents />} />
        <Route path="/agents/:id" element={<Agent />} />
        <Route path="/balancing" element={<Balancing />} />
        <Route path="/balancing/:pool" element={<Balancing />} />
        <Route path="/playground" element={<Playground />} />
        <Route path="/audit" element={<Audit />} />
        <Route path="/people" element={<People />} />
        <Route path="/clients" element={<Clients />} />
        <Route path="/security" element={<Security />} />
        <Route path="*" element={<Empty title={texts.frame.missing} text=""><Anchor component={Link} to="/">{texts.frame.home}</Anchor></Empty>} />
      </Routes>
    </Layout>
  );
}
