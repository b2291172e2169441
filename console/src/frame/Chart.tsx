import "@mantine/charts/styles.css";
import { AreaChart, LineChart } from "@mantine/charts";
import { Text } from "@mantine/core";
import { texts } from "../texts";

export interface Series {
  name: string;
  label: string;
  color: string;
}

export type Sample = Record<string, number | null> & { at: number };

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** What was sampled while one looked. */
export function Chart({ label, samples, series, area = false, unit }: { label: string; samples: Sample[]; series: Series[]; area?: boolean; unit?: string }) {
  if (samples.length < 2) return <div className="chart-wait"><Text size="sm" c="dimmed">{texts.agents.samples}</Text></div>;
  const data = samples.map((sample) => ({ ...sample, at: clock.format(sample.at) }));
  const shared = {
    h: 220,
    data,
    dataKey: "at",
    series,
    unit,
    withDots: false,
    withLegend: series.length > 1,
    curveType: "monotone" as const,
    strokeWidth: 2,
    tickLine: "none" as const,
    gridAxis: "x" as const,
    xAxisProps: { minTickGap: 40 },
    yAxisProps: { width: 48, allowDecimals: true },
  };
  return (
    <figure className="chart" aria-label={label}>
      {area ? <AreaChart {...shared} fillOpacity={0.18} areaProps={{ isAnimationActive: false }} /> : <LineChart {...shared} lineProps={{ isAnimationActive: false }} />}
    </figure>
  );
}
