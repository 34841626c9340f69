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
    let mut pairs = Pairs {
        pairing: Pairing::new(AfterInfo::Refuse),
        is_client: table
            .iter()
            .map(|process| matches!(process, Process::Client(_)))
            .collect(),
        partners: Vec::with_capacity(flags.len()),
        operations: 0,
    };
    let paired = match processes {
        Numbers::Bytes(processes) => pairs.all(flags, processes),
        Numbers::Shorts(processes) => pairs.all(flags, processes),
        Numbers::Words(processes) => pairs.all(flags, processes),
    };
    paired.map_err(|(event, process, rule)| {
        let process = table[process as usize].clone();
        (offset + u64::from(event), Fault::Rule { process, rule })
    })?;
    Ok((pairs.partners, pairs.operations))
}

struct Pairs {
    pairing: Pairing,
    is_client: Vec<bool>,
    partners: Vec<u32>,
    operations: u32,
}

impl Pairs {
    fn all<N: Copy + Into<u32>>(
        &mut self,
        flags: &[u8],
        processes: &[N],
    ) -> Result<(), (u32, u32, crate::Rule)> {
        for ((event, flags), &process) in (0..).zip(flags).zip(processes) {
            let process = process.into();
            let kind = KINDS[usize::from(flags & KIND)];
            let mut partner = NO_PARTNER;
            if self.is_client[process as usize] {
                self.operations += u32::from(kind == Kind::Invoke);
                let paired = self.pairing.push(process, kind, event);
                let invocation = paired.map_err(|rule| (event, process, rule))?;
                if let Some(invocation) = invocation {
                    self.partners[invocation as usize] = event;
                    partner = invocation;
                }
            }
            self.partners.push(partner);
        }
        Ok(())
    }
}
