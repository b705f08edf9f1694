// The chip at the top right of every screen. The app provides it, so that no room imports another room's component.
import type { Component, InjectionKey } from 'vue'

export const HEADER_CHIP: InjectionKey<Component> = Symbol('header chip')
