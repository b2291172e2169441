import { Table } from "@mantine/core";
import type { ReactNode } from "react";

export interface Column<T> {
  name: string;
  /** Right-aligned figures. */
  figure?: boolean;
  /** Heads the card that a row becomes where there is no room for a table. */
  head?: boolean;
  /** Shown where there is room only. */
  wide?: boolean;
  cell: (row: T) => ReactNode;
}

/** A table; on narrow screens each row is a card with the names of the columns in it. */
export function Grid<T>({ label, rows, id, columns, onOpen }: { label: string; rows: T[]; id: (row: T) => string; columns: Column<T>[]; onOpen?: (row: T) => void }) {
  const kind = (column: Column<T>) => [column.figure ? "figures" : "", column.head ? "card-head" : "", column.wide ? "wide" : "", column.name === "" ? "tools" : ""].join(" ").trim() || undefined;
  return (
    <Table className="grid" aria-label={label} highlightOnHover={Boolean(onOpen)} verticalSpacing="sm">
      <Table.Thead>
        <Table.Tr>
          {columns.map((column, index) => (
            <Table.Th key={column.name || index} className={kind(column)} scope="col">{column.name || <span className="unseen">·</span>}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={id(row)} onClick={onOpen ? (event) => { if (!(event.target as Element).closest("a,button")) onOpen(row); } : undefined} className={onOpen ? "opens" : undefined}>
            {columns.map((column, index) => (
              <Table.Td key={column.name || index} className={kind(column)} data-name={column.name}>{column.cell(row)}</Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
