import { Alert, Burger, Drawer, Loader, Menu, UnstyledButton, useMantineColorScheme, VisuallyHidden } from "@mantine/core";
import { Suspense, useEffect, useRef, useState, type ReactNode } from "react";
import { NavLink, useLocation } from "react-router";
import { useIsLost } from "../api/connection";
import { texts } from "../texts";
import { Faults } from "./Faults";
import { Icon, type IconName } from "./Icon";
import { mayAdminister, mayOperate, useMe, useSession, type Me } from "./session";
import { complain } from "./toast";

interface Entry {
  to: string;
  name: string;
  icon: IconName;
  for?: (me: Me) => boolean;
}

// Only what is there: a page that the role may not open is not offered.
const entries: Entry[] = [
  { to: "/", name: texts.pages.overview, icon: "overview" },
  { to: "/agents", name: texts.pages.agents, icon: "agents", for: mayOperate },
  { to: "/balancing", name: texts.pages.balancing, icon: "balancing", for: mayOperate },
  { to: "/playground", name: texts.pages.playground, icon: "playground" },
  { to: "/audit", name: texts.pages.audit, icon: "audit", for: mayOperate },
  { to: "/people", name: texts.pages.people, icon: "people", for: mayAdminister },
  { to: "/clients", name: texts.pages.clients, icon: "clients", for: mayAdminister },
  { to: "/security", name: texts.pages.security, icon: "security" },
];

/** The one layout: navigation at the side, or in a drawer where there is no room for it. */
export function Layout({ children }: { children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const shown = useRef(pathname);
  useEffect(() => {
    setOpen(false);
    const entry = entries.findLast((e) => e.to === "/" ? pathname === "/" : pathname.startsWith(e.to));
    document.title = entry ? `${entry.name} · ${texts.product}` : texts.product;
    // Who uses the keyboard or listens begins at the new page.
    if (shown.current !== pathname) main.current?.focus({ preventScroll: true });
    shown.current = pathname;
    window.scrollTo(0, 0);
  }, [pathname]);
  return (
    <div className="layout">
      <a className="skip" href="#content" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>{texts.common.skip}</a>
      <header className="topbar">
        <Burger opened={isOpen} onClick={() => setOpen(!isOpen)} aria-label={texts.common.menu} size="sm" />
        <Brand />
        <Account compact />
      </header>
      <div className="side">
        <Brand />
        <Navigation />
        <Account />
      </div>
      <Drawer opened={isOpen} onClose={() => setOpen(false)} size={280} title={<Brand />} closeButtonProps={{ "aria-label": texts.common.close }} classNames={{ body: "drawer-body" }}>
        <Navigation />
      </Drawer>
      <main id="content" ref={main} tabIndex={-1} className="content">
        <LostBanner />
        <Faults key={pathname}>
          <Suspense fallback={<Loader aria-label={texts.common.loading} />}>{children}</Suspense>
        </Faults>
      </main>
    </div>
  );
}

/** Says that the grid does not answer, until it does. */
export function LostBanner() {
  const isLost = useIsLost();
  return (
    <div aria-live="polite">
      {isLost ? <Alert className="lost" icon={<Loader size="xs" />}>{texts.frame.lost}</Alert> : null}
    </div>
  );
}

export function Brand() {
  return (
    <span className="brand">
      <img src="/grid.svg" alt="" width={26} height={26} />
      {texts.product}
    </span>
  );
}

function Navigation() {
  const me = useMe();
  return (
    <nav aria-label={texts.product} className="navigation">
      {entries.filter((entry) => entry.for?.(me) ?? true).map((entry) => (
        <NavLink key={entry.to} to={entry.to} end={entry.to === "/"}>
          <Icon name={entry.icon} />
          {entry.name}
        </NavLink>
      ))}
    </nav>
  );
}

function Account({ compact = false }: { compact?: boolean }) {
  const me = useMe();
  const { signOut } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const name = me.displayName ?? me.subject;
  return (
    <Menu position={compact ? "bottom-end" : "top-start"} width={220}>
      <Menu.Target>
        <UnstyledButton className="account">
          <span className="avatar" aria-hidden>{name.slice(0, 1).toUpperCase()}</span>
          {compact ? <VisuallyHidden>{texts.frame.account}</VisuallyHidden> : (
            <span className="account-name">
              {name}
              <small>{me.role ? texts.people.roles[me.role] : ""}</small>
            </span>
          )}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{texts.frame.theme}</Menu.Label>
        {(["light", "dark", "auto"] as const).map((scheme) => (
          <Menu.Item key={scheme} onClick={() => setColorScheme(scheme)} rightSection={colorScheme === scheme ? "✓" : null}>{texts.frame[scheme]}</Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void signOut().catch(complain)}>{texts.frame.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
