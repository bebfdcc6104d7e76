/** A line of a table of the report: what, how much, and where it was. */
export interface ReportLine {
  label: string;
  value: string;
  at: string;
  /** Its normal limits, `50–90`; absent where it has none. What lies outside has an arrow before its value. */
  limit?: string;
}
