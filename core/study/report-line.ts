/** A line of a table of the report: what, how much, and where it was. */
export interface ReportLine {
  label: string;
  value: string;
  at: string;
}
