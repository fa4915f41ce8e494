/**
 * Notifications and quiet hours.
 *
 * @module
 */

import type { VNode } from "preact";
import { Check, Line, Radios, Section } from "./fields.tsx";
import { isFirefox } from "./firefox.ts";
import type { OptionsModel } from "./options_model.ts";

/** A Sunday, to name the days of the week from. */
const SUNDAY = Date.UTC(2026, 0, 4, 12);
const DAY = 86_400_000;

/** Both belong together: quiet hours are about notifications only. */
export function NotifySection({ options }: { readonly options: OptionsModel }): VNode {
  const { t } = options.words;
  const { notify } = options.state.value.settings;
  const on = notify.on && options.granted.value.notifications;
  return (
    <Section id="notify" title={t("notify")}>
      <Check
        label={t("notify_on")}
        help={t("notify_on_help")}
        checked={on}
        onChange={(on) => options.setNotify(on ? "on" : "off")}
      />
      {on && (
        <>
          <Radios
            name="notify"
            legend={t("notify_what")}
            value={notify.what}
            options={[["direct", t("notify_direct")], ["all", t("notify_all")]]}
            onChange={(what) => void options.set({ notify: { what } })}
          />
          {!isFirefox() && (
            <Check
              label={t("notify_sound")}
              checked={notify.sound}
              onChange={(sound) => options.set({ notify: { sound } })}
            />
          )}
          <Quiet options={options} />
        </>
      )}
    </Section>
  );
}

function Quiet({ options }: { readonly options: OptionsModel }): VNode {
  const { t, locale } = options.words;
  const { quiet } = options.state.value.settings;
  const names = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" });
  const set = (change: Partial<typeof quiet>) => options.set({ quiet: change });
  return (
    <>
      <Check
        label={t("quiet_hours")}
        help={t("quiet_hours_help")}
        checked={quiet.on}
        onChange={(on) => set({ on })}
      />
      {quiet.on && (
        <div class="inset">
          <div class="pair">
            <Line
              label={t("quiet_from")}
              type="time"
              value={quiet.from}
              onChange={(from) => void set({ from })}
            />
            <Line
              label={t("quiet_to")}
              type="time"
              value={quiet.to}
              onChange={(to) => void set({ to })}
            />
          </div>
          <fieldset class="radios">
            <legend>{t("quiet_days")}</legend>
            <div class="grid">
              {[1, 2, 3, 4, 5, 6, 0].map((day) => (
                <Check
                  key={day}
                  label={names.format(SUNDAY + day * DAY)}
                  checked={quiet.days.includes(day)}
                  onChange={(on) =>
                    set({
                      days: on ? [...quiet.days, day] : quiet.days.filter((each) => each !== day),
                    })}
                />
              ))}
            </div>
          </fieldset>
        </div>
      )}
    </>
  );
}
