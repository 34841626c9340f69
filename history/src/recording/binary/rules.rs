use super::header::AtByte;
use crate::pairing::Pairing;
use crate::recording::numbers::Numbers;
use crate::recording::{KIND, KINDS, NO_PARTNER};
use crate::{AfterInfo, Fault, Kind, Process};

/// Pairs the events of clients; returns their partners and how many operations there are.
///
/// `offset` is where the column of types begins, for the first event that breaks a rule.
pub(super) fn pair(
    flags: &[u8],
    processes: &Numbers,
    table: &[Process],
    offset: u64,
) -> Result<(Vec<u32>, u32), AtByte> {
    let is_client = |process: &Process| matches!(process, Process::Client(_));
    let clients: Vec<bool> = table.iter().map(is_client).collect();
    let paired = match processes {
        Numbers::Bytes(processes) => all(flags, processes, &clients),
        Numbers::Shorts(processes) => all(flags, processes, &clients),
        Numbers::Words(processes) => all(flags, processes, &clients),
    };
    paired.ok_or_else(|| broken(flags, processes, table, offset))
}

/// No operation of the process is open; no event has a partner of this number.
const IDLE: u32 = NO_PARTNER;

/// The process does not act again; no file has an event of this number.
const CRASHED: u32 = NO_PARTNER - 1;

/// Pairs all events, if no rule is broken: by the rules of [`Pairing`], but without a branch that depends
/// on what clients do, since none of those can be foreseen.
fn all<N: Copy + Into<u32>>(
    flags: &[u8],
    processes: &[N],
    clients: &[bool],
) -> Option<(Vec<u32>, u32)> {
    let mut open = vec![IDLE; clients.len()];
    let mut partners = vec![NO_PARTNER; flags.len()];
    let mut operations = 0;
    for ((flags, &process), event) in flags.iter().zip(processes).zip(0..) {
        let process = process.into() as usize;
        if !clients[process] {
            continue;
        }
        let kind = flags & KIND;
        let is_invocation = kind == Kind::Invoke as u8;
        let invocation = open[process];
        if is_invocation != (invocation == IDLE) || invocation == CRASHED {
            return None;
        }
        operations += u32::from(is_invocation);
        let ended = if kind == Kind::Info as u8 {
            CRASHED
        } else {
            IDLE
        };
        open[process] = if is_invocation { event } else { ended };
        partners[event as usize] = invocation;
        let (partner, of) = if is_invocation {
            (IDLE, event)
        } else {
            (event, invocation)
        };
        partners[of as usize] = partner;
    }
    Some((partners, operations))
}

/// Says which rule is broken first.
#[cold]
fn broken(flags: &[u8], processes: &Numbers, table: &[Process], offset: u64) -> AtByte {
    let mut pairing = Pairing::new(AfterInfo::Refuse);
    let mut events = (0..).zip(flags).zip(processes.iter());
    let broken = events.find_map(|((event, flags), process)| {
        let name = &table[process as usize];
        if !matches!(name, Process::Client(_)) {
            return None;
        }
        let kind = KINDS[usize::from(flags & KIND)];
        let rule = pairing.push(process, kind, event).err()?;
        let process = name.clone();
        Some((offset + u64::from(event), Fault::Rule { process, rule }))
    });
    broken.expect("a rule is broken where events cannot be paired")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Value;

    fn event_by_event(
        flags: &[u8],
        processes: &[u8],
        table: &[Process],
    ) -> Option<(Vec<u32>, u32)> {
        let mut pairing = Pairing::new(AfterInfo::Refuse);
        let mut partners = vec![NO_PARTNER; flags.len()];
        let mut operations = 0;
        for (event, (flags, &process)) in (0..).zip(flags.iter().zip(processes)) {
            let kind = KINDS[usize::from(flags & KIND)];
            if table[usize::from(process)] == Process::Client(process.into()) {
                operations += u32::from(kind == Kind::Invoke);
                if let Some(invocation) = pairing.push(process.into(), kind, event).ok()? {
                    partners[invocation as usize] = event;
                    partners[event as usize] = invocation;
                }
            }
        }
        Some((partners, operations))
    }

    proptest! {
        #[test]
        fn pairs_as_event_by_event(events in prop::collection::vec((0..40u8, 0..3u8), 0..24)) {
            let table = [
                Process::Client(0),
                Process::Other(Value::from("nemesis")),
                Process::Client(2),
            ];
            // Mostly turn by turn, so that some of them are histories.
            let mut is_open = [false; 3];
            let events = events.into_iter().map(|(choice, process)| {
                let open = &mut is_open[usize::from(process)];
                let kind = if choice > 3 { u8::from(*open) * (1 + choice % 2) } else { choice };
                *open = kind == 0;
                (kind | choice & !KIND & 0b11100, process)
            });
            let (flags, processes): (Vec<u8>, Vec<u8>) = events.unzip();
            let expected = event_by_event(&flags, &processes, &table);
            let paired = pair(&flags, &Numbers::Bytes(processes), &table, 0).ok();
            prop_assert_eq!(paired, expected);
        }
    }
}
