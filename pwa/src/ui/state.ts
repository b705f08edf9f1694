// The states a person sees: colour, shape and word always together.

/** ok 圆 ●, warn 三角 ▲, bad 方 ■, stop 菱形 ◆ */
export type State = 'ok' | 'warn' | 'bad' | 'stop'

/** Where a record or photo is: ○ on this phone, ◐ received by the office, ● safe in a backup. */
export type Whereabouts = 'here' | 'received' | 'safe'
