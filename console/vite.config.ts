import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// `npm run dev` serves the sources and passes everything else on to a running grid. The origin is rewritten: the grid takes the cookie from pages of its own host only.
const grid = process.env.GRID_URL ?? "http://127.0.0.1:8080";
const passOn = {
  target: grid,
  configure: (proxy: { on(event: "proxyReq", then: (request: { setHeader(name: string, value: string): void }) => void): void }) =>
    proxy.on("proxyReq", (request) => request.setHeader("origin", grid)),
};

export default defineConfig({
  plugins: [react()],
  // The server puts a fresh nonce in its place with every answer: the component library sets its variables in a style element.
  html: { cspNonce: "GRID_CSP_NONCE" },
  build: {
    target: "es2022",
    // Pictures as data: addresses would have to be allowed by the content security policy for everything.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600,
  },
  server: { proxy: { "/api": passOn, "/v1": passOn, "/healthz": passOn } },
});
