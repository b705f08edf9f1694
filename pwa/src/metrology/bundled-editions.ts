// The editions that ship with the program, from the same files the server reads; later ones arrive by pull.

import fairness from '../../../server/metrology/rulebooks/fuel_station_fairness_local.json'
import lenses from '../../../server/metrology/rulebooks/gb_10810_1_2005.json'
import spectacles from '../../../server/metrology/rulebooks/gb_10810_1_2005_gb_13511_1_2011.json'
import assembledSpectacles from '../../../server/metrology/rulebooks/gb_13511_1_2011.json'
import rounding from '../../../server/metrology/rulebooks/gbt_8170_2008.json'
import lots2005 from '../../../server/metrology/rulebooks/jjf_1070_2005.json'
import scaleRegime from '../../../server/metrology/rulebooks/jjf_2184_2025_jjg_1204_2025.json'
import fuel1998 from '../../../server/metrology/rulebooks/jjg_443_1998.json'
import fuel2006 from '../../../server/metrology/rulebooks/jjg_443_2006.json'
import fuel2015 from '../../../server/metrology/rulebooks/jjg_443_2015.json'
import fuel2023 from '../../../server/metrology/rulebooks/jjg_443_2023.json'
import scales1997 from '../../../server/metrology/rulebooks/jjg_539_1997.json'
import scales2016 from '../../../server/metrology/rulebooks/jjg_539_2016.json'
import focimeters from '../../../server/metrology/rulebooks/jjg_580_2005.json'
import chargersAc2018 from '../../../server/metrology/rulebooks/jjg_1148_2018.json'
import chargersAc2022 from '../../../server/metrology/rulebooks/jjg_1148_2022.json'
import chargersDc2018 from '../../../server/metrology/rulebooks/jjg_1149_2018.json'
import chargersDc2022 from '../../../server/metrology/rulebooks/jjg_1149_2022.json'
import scales2025 from '../../../server/metrology/rulebooks/jjg_1204_2025.json'
import prepackages2023 from '../../../server/metrology/rulebooks/prepackages_2023.json'
import retail2020 from '../../../server/metrology/rulebooks/retail_weighing_2020.json'
import catalogue2020 from '../../../server/metrology/rulebooks/samr_2020_42_2020.json'
import catalogue2023 from '../../../server/metrology/rulebooks/samr_2020_42_2023.json'
import mediation2020 from '../../../server/metrology/rulebooks/samr_order_20_2020.json'
import mediation2026 from '../../../server/metrology/rulebooks/samr_order_121_2026.json'
import workingDays from '../../../server/metrology/rulebooks/state_council_174_1995.json'
import { Library } from './rulebook.ts'
import { readEdition } from './rulebook-reader.ts'

const FILES: readonly unknown[] = [
  spectacles,
  rounding,
  fuel1998,
  fuel2006,
  fuel2015,
  fuel2023,
  scales1997,
  scales2016,
  scales2025,
  workingDays,
  mediation2020,
  mediation2026,
  catalogue2020,
  catalogue2023,
  retail2020,
  prepackages2023,
  lots2005,
  assembledSpectacles,
  lenses,
  focimeters,
  scaleRegime,
  fairness,
  chargersAc2022,
  chargersDc2022,
  chargersAc2018,
  chargersDc2018,
]

let library: Library | undefined

/** Read on first use, so that a screen that judges nothing pays nothing. */
export function bundled(): Library {
  library ??= new Library(FILES.map(readEdition))
  return library
}
