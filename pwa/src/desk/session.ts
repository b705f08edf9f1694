// Who is signed in: the one piece of state the whole desk shares.
import { reactive } from 'vue'

export interface Appointment {
  id: string
  division: string
  role: string
  from_on: string
  until_on: string | null
}

export interface Me {
  user: { id: string; username: string; name: string; enforcement_id: string | null; home_division: string }
  appointments: Appointment[]
  permissions: string[]
  device_id: string
  csrf: string | null
  demo: boolean
}

export const session = reactive<{ me: Me | null }>({ me: null })

export const may = (permission: string): boolean => session.me?.permissions.includes(permission) ?? false
