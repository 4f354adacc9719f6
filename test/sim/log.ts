/** What was asked of the simulator. @module */

/** One request. Neither tokens nor secrets stand here. */
export interface RequestRecord {
  n: number;
  /** Milliseconds since 1970 when it arrived. */
  at: number;
  method: string;
  path: string;
  /** The operationId; `""` for an unknown path. */
  operation: string;
  /** The query string without `?`. */
  query: string;
  status: number;
  fault?: string;
  /** Bytes of the body sent. */
  bytes: number;
  ms: number;
  /** Number of the login whose token was used; 0 without one. */
  session: number;
  /** What a write sent, as sent; absent for reads, logins and empty bodies. */
  body?: string;
}

/** Totals since the start. */
export interface Stats {
  requests: number;
  bytes: number;
  in_flight: number;
  max_in_flight: number;
  operations: Record<string, number>;
  statuses: Record<string, number>;
  faults: Record<string, number>;
}

/** Counts all requests, and keeps the newest. */
export class RequestLog {
  readonly records: RequestRecord[] = [];
  readonly stats: Stats = {
    requests: 0,
    bytes: 0,
    in_flight: 0,
    max_in_flight: 0,
    operations: {},
    statuses: {},
    faults: {},
  };
  constructor(readonly limit: number) {}

  /** A request has arrived; its number. */
  arrive(): number {
    this.stats.in_flight++;
    this.stats.max_in_flight = Math.max(this.stats.max_in_flight, this.stats.in_flight);
    return ++this.stats.requests;
  }

  /** A request has been answered. */
  done(record: RequestRecord): void {
    const { stats } = this;
    stats.in_flight--;
    stats.bytes += record.bytes;
    stats.operations[record.operation] = (stats.operations[record.operation] ?? 0) + 1;
    stats.statuses[record.status] = (stats.statuses[record.status] ?? 0) + 1;
    if (record.fault !== undefined) stats.faults[record.fault] = (stats.faults[record.fault] ?? 0) + 1;
    if (this.limit === 0) return;
    this.records.push(record);
    if (this.records.length > this.limit) this.records.splice(0, Math.ceil(this.limit / 10));
  }
}
