/** Every text of the console. Another language is another object of this shape. */
export const texts = {
  product: "AgentGrid",
  pages: {
    overview: "Overview", agents: "Agents", balancing: "Balancing", playground: "Playground", audit: "Audit", people: "People", clients: "OAuth clients", security: "My security",
  },
  common: {
    save: "Save", cancel: "Cancel", close: "Close", add: "Add", edit: "Edit", remove: "Remove", retry: "Try again", more: "Load more", refresh: "Refresh", copy: "Copy", copied: "Copied",
    search: "Search", all: "All", never: "never", none: "none", yes: "yes", no: "no", loading: "Loading…", actions: "Actions", menu: "Open the menu", skip: "Skip to the content",
    name: "Name", status: "Status", created: "Created", expires: "Expires", lastUsed: "Last used", scopes: "Scopes", role: "Role", address: "Address", optional: "optional", of: (a: number, b: number) => `${a} of ${b}`,
    shownOnce: "Shown this once. Keep it in a safe place: it cannot be read again.", saved: "Saved.", done: "Done",
  },
  frame: {
    signOut: "Sign out", theme: "Colour scheme", light: "Light", dark: "Dark", auto: "As the system", account: "Account",
    lost: "The connection to the grid is lost. Trying again…", healed: "The connection is back.", missing: "There is no such page.", home: "To the overview",
  },
  failure: {
    title: "That did not work", offline: "The grid does not answer. It is asked again every two seconds.", forbidden: "Not for your role", forbiddenText: "Your role does not include this. An administrator can change that.",
    notFound: "Not here (any more)", trace: "Trace id", wait: (seconds: number) => `Try again in ${seconds} s.`,
    broken: "This page has a fault. Reload it; if that does not help, tell your administrator what the browser's console says.",
  },
  signIn: {
    title: "Sign in", email: "E-mail address", password: "Password", submit: "Sign in", codeTitle: "Second factor", codeText: "Enter the six digits that your authenticator shows.",
    code: "Code", backupText: "Enter one of your backup codes. Each works once.", backup: "Backup code", useBackup: "Use a backup code", useCode: "Use the authenticator", verify: "Continue", back: "Back",
    ended: "You were signed out: the session has ended, or was ended elsewhere.", motto: "Agents, balanced exactly and recorded completely.",
  },
  overview: {
    agents: "Agents", inFlight: "In flight", rate: "Dispatches", success: "Success", latency: "Latency p95", tokens: "Tokens",
    window: (seconds: number) => `last ${seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`}`, chart: "Dispatches per second", chartText: "Picks of all pools, seen since this page was opened.", pools: "Pools", recent: "Latest entries of the audit log",
    first: "No agents yet", firstText: "Add the first one, and this page shows what it does.", welcome: (name: string) => `Hello, ${name}`, userText: "You can talk to the agents in the playground, and make API tokens for your programs.",
    poolMembers: (n: number) => (n === 1 ? "1 agent" : `${n} agents`), picks: (n: number) => (n === 1 ? "1 pick" : `${n} picks`), perSecond: "per second", waiting: "Waiting for the first dispatches…", agentsDown: (n: number) => `${n} not healthy`, allWell: "all healthy", noData: "no dispatches yet", slowest: "of the slowest agent", inAndOut: (input: string, output: string) => `${input} in, ${output} out`,
  },
  agents: {
    add: "Add agent", edit: "Change agent", empty: "No agents", emptyText: "Register anything that speaks OpenAI's chat completions: OpenAI and compatible servers, Ollama, OpenClaw.", noMatch: "No agent matches", noMatchText: "Change the search or the filters.",
    weight: "Weight", pool: "Pool", kind: "Kind", requests: "Requests", success: "Success", latency: "p95", inFlight: "In flight", model: "Model", endpoint: "Endpoint", tokensIn: "Tokens in", tokensOut: "Tokens out", checked: "Last check",
    statuses: { healthy: "healthy", unhealthy: "unhealthy", unknown: "not checked yet", draining: "draining" } as Record<string, string>,
    kinds: { openai: "OpenAI and compatible", ollama: "Ollama", openclaw: "OpenClaw", none: "none: only an identity" } as Record<string, string>,
    fields: {
      name: "Name", nameText: "Its address: a-z, 0-9 and '-'.", displayName: "Display name", kind: "Kind", endpoint: "Endpoint", endpointText: "Base address of its API, like https://api.openai.com/v1", model: "Model", modelText: "Empty: the client's own is passed on.",
      apiKey: "API key", apiKeyKept: (last: string) => `A key ending in …${last} is stored. Empty keeps it.`, apiKeyNew: "Stored encrypted, never shown again.", removeKey: "Remove the stored key", pool: "Pool", weight: "Weight", weightText: "Share of the pool's requests, 0–1000. 0 drains.",
      more: "Limits and health", maxConcurrency: "Requests at a time", maxConcurrencyText: "Empty: no bound.", timeoutSeconds: "Time-out in seconds", maxFails: "Failures that eject it", failTimeoutSeconds: "Ejected for seconds", healthPath: "Health path", healthPathText: "Empty: the kind's own.", role: "Role",
    },
    drain: "Drain", drainTitle: (name: string) => `Drain ${name}?`, drainText: "It gets no new requests; those under way end by themselves. Give it a weight again to bring it back.",
    restore: "Bring back", removeTitle: (name: string) => `Remove ${name}?`, removeText: "Its tokens end within a second, requests under way end by themselves, its history stays. This cannot be undone.",
    check: "Check now", checkedOk: (ms: number | null) => (ms === null ? "Answers." : `Answers, in ${Math.round(ms)} ms.`), checkedBad: (detail: string) => `Does not answer: ${detail}`,
    tabs: { metrics: "Metrics", health: "Health", tokens: "API tokens", facts: "Settings" }, conflict: "Somebody else changed this agent meanwhile. Close, look, and change it again.",
    healthEmpty: "No change of health yet", healthEmptyText: "Each change is listed here, newest first.", chartLatency: "Latency in milliseconds", chartRequests: "Requests in the window and in flight", chartText: "Sampled every two seconds since this page was opened.", samples: "Waiting for the second sample…",
  },
  balancing: {
    text: "Who is asked next is decided by smooth weighted round robin, one owner per pool. Weights 5, 1, 1 give a a b a c a a.", sequence: "Picks, newest last", empty: "No pick yet", emptyText: "Send a few requests, here or from anywhere: each pick appears as it happens.", send: "Send 7 requests", sending: "Sending…",
    members: "Members", weight: "Weight", effective: "Effective", current: "Current", share: "Share", inFlight: "In flight", pool: "Pool", noMembers: "No agents in this pool", noMembersText: "Add an agent with an endpoint to this pool.", prompt: "Hello from the balancing view",
    currentText: "The member with the highest sum of current and effective weight is picked next.", shareOf: (n: number) => `of the last ${n} picks`, pick: (n: number, name: string) => `Pick ${n}: ${name}`,
  },
  playground: {
    text: "Talk to a pool or an agent, and see who answered.", target: "Ask", pool: (name: string) => `Pool ${name}`, agent: (name: string) => `Agent ${name}`, door: "Door", dispatch: "Dispatch", chat: "Chat (OpenAI)", prompt: "Message", placeholder: "What should the agent do?", send: "Send", stop: "Stop", clear: "New conversation",
    stream: "Stream", you: "You", empty: "Nothing said yet", emptyText: "Your conversation appears here. It is kept in this page only.", noTargets: "No agent to talk to", noTargetsText: "There is no agent with an endpoint yet.", answered: "answered", attempts: (n: number) => (n === 1 ? "1 attempt" : `${n} attempts`), pick: (n: string) => `pick ${n}`,
    tokens: (input: number, output: number) => `${input} + ${output} tokens`, stopped: "Stopped by you.", cut: "The answer was cut off; what is above is all that came.", thinking: "Waiting for the first word…", failed: "The request failed", keys: "Ctrl+Enter sends", log: "Conversation",
  },
  audit: {
    text: "Every change, sign-in, refusal and dispatch, in a hash chain with signed checkpoints.", entries: "Entries", checkpoints: "Checkpoints", from: "From", to: "To", actor: "Actor", action: "Action", target: "Target", result: "Result", chain: "Chain", time: "Time", index: "Entry",
    results: { ok: "ok", refused: "refused", failed: "failed" } as Record<string, string>, empty: "No entries", emptyText: "Nothing matches these filters.", clear: "Clear filters", apply: "Filter", export: "Export", verify: "Verify all", verifying: "Verifying…", stop: "Stop",
    integrity: { verified: "verified", verified_to_checkpoint: "verified to the last checkpoint", broken: "BROKEN", truncated: "TRUNCATED", unanchored: "not anchored yet" } as Record<string, string>,
    integrityText: {
      verified: "Every entry agrees with the signed checkpoints, inside and outside of the database.", verified_to_checkpoint: "Entries up to the last checkpoint are proven; what is newer is whole and will be signed within half a minute.",
      broken: "An entry is not what was written. Keep the database as it is and compare with an export.", truncated: "Entries that were signed are missing at the end.", unanchored: "Entries are whole, but no signed checkpoint lies outside of the database yet.",
    } as Record<string, string>,
    brokenAt: (chain: string, index: number) => `Chain ${chain}, entry ${index}`, reason: "Reason", checked: (n: number) => `${n} entries checked for this page`, progress: (done: number, total: number) => (total > 0 ? `${done.toLocaleString("en")} of ${total.toLocaleString("en")} entries` : "Reading checkpoints…"),
    report: (entries: number, checkpoints: number) => `${entries.toLocaleString("en")} entries and ${checkpoints.toLocaleString("en")} checkpoints are as they were written.`, reportBad: "The verification found damage.", details: "Entry", fingerprint: "Fingerprint", previous: "Previous fingerprint", contentHash: "Content hash", request: "Request id",
    noCheckpoints: "No checkpoint yet", noCheckpointsText: "One is signed every 30 seconds when there is something new.", number: "Number", root: "Root", key: "Key", system: "the grid itself", filters: "Filters", facts: "Details", lastWalk: (entries: number) => `Last walk over the whole log: ${entries.toLocaleString("en")} entries,`,
  },
  people: {
    text: "Who may sign in, and as what.", add: "Add person", edit: "Change", email: "E-mail address", displayName: "Display name", password: "First password", passwordText: "12 to 256 characters, not one that is guessed first.", disabled: "may not sign in", active: "active", factor: "Second factor", lastSignIn: "Last sign-in",
    roles: { admin: "Administrator", operator: "Operator", user: "User" } as Record<string, string>, empty: "Nobody matches", emptyText: "Change the search.", newPassword: "Set password", newPasswordText: "Their sessions end. Tell them the password on a safe way.", resetFactor: "Reset second factor",
    resetFactorTitle: (name: string) => `Reset the second factor of ${name}?`, resetFactorText: "Their sessions end, and they sign in with the password alone until they set up another.", signOut: "Sign out everywhere", signOutTitle: (name: string) => `Sign ${name} out everywhere?`, signOutText: "All their sessions and grants end within a second.",
    signedOut: (n: number) => (n === 1 ? "1 session ended." : `${n} sessions ended.`), disable: "Forbid sign-in", disableTitle: (name: string) => `Forbid ${name} to sign in?`, disableText: "Their sessions and tokens end within a second.", enable: "Allow sign-in", removeTitle: (name: string) => `Remove ${name}?`, removeText: "With sessions, tokens and grants. This cannot be undone.", you: "you",
  },
  clients: {
    text: "Applications and programs that may ask the authorization server for tokens.", add: "Register client", edit: "Change client", empty: "No clients", emptyText: "Register an application that signs people in through this grid, or a program that acts on its own.", clientId: "Client id", type: "Type", grants: "Grants", redirects: "Redirect addresses", redirectsText: "One per line, exact.",
    logouts: "Addresses after sign-out", secret: "Client secret", newSecret: "New secret", newSecretTitle: (name: string) => `Give ${name} another secret?`, newSecretText: "The present one ends at once.", removeTitle: (name: string) => `Remove ${name}?`, removeText: "With all that people authorized it to. Its id is never given again.", firstParty: "Belongs to this grid: nobody is asked for consent", confidential: "Confidential (has a secret)", public: "Public (in a browser or on a device)", ownRole: "Role of its own tokens",
  },
  security: {
    password: "Password", current: "Current password", next: "New password", nextText: "12 to 256 characters, not one that is guessed first. Your other sessions end.", change: "Change password", changed: "The password is changed; your other sessions ended.", factor: "Second factor", factorOn: "Signing in asks for a code of your authenticator.", factorOff: "Signing in asks for the password alone. Set up an authenticator to make it safe.",
    setUp: "Set up authenticator", scan: "Scan this with your authenticator, or type the key.", qr: "QR code with the key for your authenticator", key: "Key", confirm: "Code that it shows now", confirmButton: "Confirm", codes: "Backup codes", codesText: "Each signs you in once when your authenticator is not at hand. Shown this once.", codesKept: "I have kept them", newCodes: "New backup codes", newCodesText: "The present ones end.", remove: "Remove second factor", removeText: "Signing in asks for the password alone then.",
    anyCode: "Code or backup code", sessions: "Sessions", thisOne: "this browser", end: "End", endOthers: "End all others", endTitle: "End this session?", endText: "Whoever uses it is signed out within a second.", endOthersTitle: "End all other sessions?", since: "since", seen: "last seen", unknownBrowser: "unknown browser", signInServer: "sign-in page of applications", ended: (n: number) => (n === 1 ? "1 session ended." : `${n} sessions ended.`), removed: "The second factor is removed.", on: "on", off: "off",
  },
  tokens: {
    title: "API tokens", text: "For programs. They open /v1 and are exchanged for access tokens at /api/v1/sessions.", add: "New token", empty: "No tokens", emptyText: "Make one for a program.", made: "The token", revoke: "Revoke", revokeTitle: (name: string) => `Revoke ${name}?`, revokeText: "It and its access tokens end within a second.", expiresText: "Empty: when it is revoked.", name: "Name", unnamed: "unnamed",
    scopeTexts: { gateway: "gateway: ask agents", rooms: "rooms: talk in rooms", grid: "grid: manage" } as Record<string, string>,
  },
};
