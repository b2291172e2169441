import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./styles.css";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { App } from "./App";
import { onHealed } from "./api/connection";
import { Problem } from "./api/problem";
import { AskingProvider } from "./frame/asking";
import { SessionProvider } from "./frame/session";
import { theme, variables } from "./theme";

// What the content security policy of this answer allows style elements with.
const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";
setNonce(nonce);

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2000,
      // A refusal is an answer; only what got none is asked again, by the connection itself.
      retry: (times, error) => error instanceof Problem && error.status === 503 && times < 2,
    },
    mutations: { retry: false },
  },
});
onHealed(() => void client.invalidateQueries());

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <Notifications position="bottom-right" />
      <QueryClientProvider client={client}>
        <BrowserRouter>
          <SessionProvider>
            <AskingProvider>
              <App />
            </AskingProvider>
          </SessionProvider>
        </BrowserRouter>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
