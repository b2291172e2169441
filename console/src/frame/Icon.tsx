// Drawn on a grid of 20, one stroke.
const paths = {
  overview: "M3 3h6v8H3zM11 3h6v5h-6zM11 10h6v7h-6zM3 13h6v4H3z",
  agents: "M5 8h10v8H5zM10 8V4M8.5 3h3M8 12h.01M12 12h.01M3 11v3M17 11v3",
  balancing: "M10 3v14M6 17h8M4 6h12M4 6l-2 6h4zM16 6l-2 6h4z",
  playground: "M3 4h14v9H9l-4 4v-4H3zM7 8.5h6",
  audit: "M10 2l6 3v4c0 4-2.500 7-6 9-3.500-2-6-5-6-9V5zM7 10l2 2 4-4",
  people: "M7 9a3 3 0 100-6 3 3 0 000 6zM2 17c0-3 2-5 5-5s5 2 5 5M13 9a2.500 2.500 0 100-5M14 12c2.500.3 4 2.200 4 5",
  clients: "M3 5h14v10H3zM3 8h14M6 12h4",
  security: "M5 9h10v8H5zM7 9V6a3 3 0 016 0v3M10 12v2",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
