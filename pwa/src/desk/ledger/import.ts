// A ledger sheet that was read, as the server reports on it.

export interface Said {
  code: string
  message: string
  message_en: string
}

export interface ReportRow {
  row: number
  status: 'doubtful' | 'wrong'
  unit: string
  instrument: string
  serial_number: string
  issues: (Said & { column: string; heading: string; severity: 'error' | 'warning' })[]
}

export interface LedgerReport {
  sheet: string
  header_row: number
  counts: { rows: number; read: number; normalised: number; doubtful: number; wrong: number; ignored: number }
  codes: { severity: 'error' | 'warning' | 'note'; code: string; count: number }[]
  doubled: { serial_number: string; rows: number[] }[]
  notes: Said[]
  ignored: (Said & { row: number; text: string })[]
  rows: ReportRow[]
  more: boolean
  clean: boolean
}

export interface LedgerImport {
  id: string
  filename: string
  state: 'read' | 'committed'
  created_at: string
  committed_at: string | null
  same_file_committed_at: string | null
  report: LedgerReport
  result: Record<string, number> | null
}
