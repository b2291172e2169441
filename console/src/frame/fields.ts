import { useState } from "react";
import { Problem } from "../api/problem";

/** The values of a form, and the way in and out for each of its inputs; the API's judgement of a field stands at the field. */
export function useFields<T extends object>(initial: T, error: unknown) {
  const [values, setValues] = useState(initial);
  const set = <K extends keyof T>(name: K, value: T[K]) => setValues((before) => ({ ...before, [name]: value }));
  const judged = (name: string) => (error instanceof Problem ? error.field(name) : undefined);
  return {
    values,
    set,
    reset: () => setValues(initial),
    names: Object.keys(initial),
    judged,
    text: (name: keyof T & string) => ({
      value: (values[name] ?? "") as string,
      onChange: (event: { currentTarget: { value: string } }) => set(name, event.currentTarget.value as T[typeof name]),
      error: judged(name),
    }),
    number: (name: keyof T & string) => ({
      value: (values[name] ?? "") as number | string,
      onChange: (value: number | string) => set(name, (value === "" ? null : Number(value)) as T[typeof name]),
      error: judged(name),
    }),
    choice: (name: keyof T & string) => ({
      value: (values[name] ?? null) as string | null,
      onChange: (value: string | null) => set(name, value as T[typeof name]),
      error: judged(name),
    }),
  };
}
