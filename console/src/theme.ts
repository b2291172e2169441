import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

// The scale of the house colour; 7 carries white text, 3 carries dark text (WCAG AA).
const grid: MantineColorsTuple = ["#e6f6f6", "#cfeaeb", "#a3d6d8", "#72c0c4", "#46a8ad", "#22929a", "#0f7f87", "#0b6e75", "#085a60", "#05464b"];

export const theme = createTheme({
  primaryColor: "grid",
  primaryShade: { light: 7, dark: 7 },
  colors: { grid },
  defaultRadius: "md",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace",
  fontSizes: { xs: "0.78rem", sm: "0.875rem", md: "1rem", lg: "1.125rem", xl: "1.25rem" },
  headings: {
    fontWeight: "650",
    sizes: { h1: { fontSize: "1.5rem", lineHeight: "1.3" }, h2: { fontSize: "1.125rem", lineHeight: "1.4" }, h3: { fontSize: "1rem", lineHeight: "1.4" } },
  },
  cursorType: "pointer",
  respectReducedMotion: true,
});

/** What the library's own colours lack in contrast, and the surfaces of the console. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#545c66",
    "--mantine-color-placeholder": "#6b7480",
    "--mantine-color-error": "#c22a2a",
    "--mantine-color-anchor": "#0b6e75",
    "--mantine-color-default-border": "#d5dade",
    "--grid-page": "#f5f7f8",
    "--grid-surface": "#ffffff",
    "--grid-line": "#e1e6e9",
    "--grid-good": "#166c39",
    "--grid-good-soft": "#e2f5e9",
    "--grid-warn": "#8a5200",
    "--grid-warn-soft": "#fdf0d9",
    "--grid-bad": "#b42323",
    "--grid-bad-soft": "#fde8e8",
    "--grid-calm": "#495057",
    "--grid-calm-soft": "#eceff1",
    "--grid-brand": "#0b6e75",
    "--grid-brand-soft": "#e0f1f2",
  },
  dark: {
    "--mantine-color-body": "#15191c",
    "--mantine-color-text": "#dfe4e8",
    "--mantine-color-dimmed": "#9aa5ae",
    "--mantine-color-placeholder": "#8a949c",
    "--mantine-color-error": "#ff9b9b",
    "--mantine-color-anchor": "#72c0c4",
    "--mantine-color-default": "#1f2529",
    "--mantine-color-default-hover": "#283036",
    "--mantine-color-default-border": "#38424a",
    "--grid-page": "#111517",
    "--grid-surface": "#191e22",
    "--grid-line": "#2b343a",
    "--grid-good": "#7ddba0",
    "--grid-good-soft": "#15301f",
    "--grid-warn": "#f3c67a",
    "--grid-warn-soft": "#352812",
    "--grid-bad": "#ffa3a3",
    "--grid-bad-soft": "#3b1a1a",
    "--grid-calm": "#b4bec6",
    "--grid-calm-soft": "#262d32",
    "--grid-brand": "#72c0c4",
    "--grid-brand-soft": "#12302f",
  },
});
