import { Fragment, type ReactNode } from 'react';
import styles from './data-table.module.css';

/** One column of a {@link DataTable}. */
interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
}

interface DataTableProps<Row> {
  /** What the table shows, for those who do not see it. */
  readonly label: string;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** The first one names the row. */
  readonly columns: readonly Column<Row>[];
  /** What is shown below a row, as wide as the table; null: nothing. */
  readonly detailOf?: (row: Row) => ReactNode;
}

/** A table; on a phone each row is a card with the columns' titles. */
export function DataTable<Row>({ label, rows, keyOf, columns, detailOf }: DataTableProps<Row>) {
  return (
    <table className={styles.table} aria-label={label}>
      <thead>
        <tr>
          {columns.map(({ title }) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Fragment key={keyOf(row)}>
            <tr>
              {columns.map(({ title, cell }, index) => {
                const Cell = index === 0 ? 'th' : 'td';
                return (
                  <Cell key={title} scope={index === 0 ? 'row' : undefined} data-title={title}>
                    {cell(row)}
                  </Cell>
                );
              })}
            </tr>
            <Detail columns={columns.length}>{detailOf?.(row)}</Detail>
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

interface DetailProps {
  readonly columns: number;
  readonly children: ReactNode;
}

function Detail({ columns, children }: DetailProps) {
  if (children === null || children === undefined) return null;
  return (
    <tr>
      <td className={styles.detail} colSpan={columns}>
        <div>{children}</div>
      </td>
    </tr>
  );
}
