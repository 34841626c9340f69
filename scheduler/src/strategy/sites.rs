use crate::Operation;
use crate::site::Site;

/// Places in the source at which something is done, numbered in the order in which they are met.
///
/// They are the same in every execution, unlike objects, whose numbers hang on the schedule.
#[derive(Clone, Debug, Default)]
pub(super) struct Sites {
    sites: Vec<Site>,
    /// Numbers of sites by a hash of the site, [`VACANT`] where there is none.
    // invariant: a power of two long, and at most half full
    table: Vec<u32>,
}

/// No site.
const VACANT: u32 = u32::MAX;

impl Sites {
    /// Returns how many there are.
    pub(super) fn len(&self) -> usize {
        self.sites.len()
    }

    /// Returns the number of the site of an operation, if it was met.
    pub(super) fn find(&self, operation: &Operation) -> Option<u32> {
        let site = Site::of(operation);
        let mask = self.table.len().checked_sub(1)?;
        let mut place = digest(&site) & mask;
        loop {
            match self.table[place] {
                VACANT => return None,
                number if self.sites[number as usize] == site => return Some(number),
                _ => place = (place + 1) & mask,
            }
        }
    }

    /// Returns the number of the site of an operation, a new one if it was not met before.
    pub(super) fn meet(&mut self, operation: &Operation) -> u32 {
        if let Some(known) = self.find(operation) {
            return known;
        }
        let number = u32::try_from(self.sites.len()).expect("fewer than 2^32 sites");
        self.sites.push(Site::of(operation));
        if 2 * self.sites.len() > self.table.len() {
            self.table = vec![VACANT; (4 * self.sites.len()).next_power_of_two()];
            (0..number).for_each(|number| self.enter(number));
        }
        self.enter(number);
        number
    }

    fn enter(&mut self, number: u32) {
        let mask = self.table.len() - 1;
        let mut place = digest(&self.sites[number as usize]) & mask;
        while self.table[place] != VACANT {
            place = (place + 1) & mask;
        }
        self.table[place] = number;
    }
}

fn digest(site: &Site) -> usize {
    (site.digest() >> 8) as usize
}

#[cfg(test)]
mod tests {
    use std::panic::Location;

    use super::*;
    use crate::Kind;
    use crate::ObjectId;

    #[test]
    fn sites_are_numbered_as_they_are_met_and_found_by_kind_and_place() {
        let locations = [Location::caller(), here(), here()];
        let operation = |kind: &Kind, location| Operation {
            object: ObjectId(0),
            kind: *kind,
            location,
        };
        let all: Vec<Operation> = locations
            .into_iter()
            .flat_map(|location| Kind::ALL.iter().map(move |kind| operation(kind, location)))
            .collect();
        let mut sites = Sites::default();
        for (operation, number) in all.iter().zip(0..) {
            assert_eq!(sites.find(operation), None);
            assert_eq!(sites.meet(operation), number);
        }
        for (operation, number) in all.iter().zip(0..) {
            assert_eq!(sites.find(operation), Some(number));
            assert_eq!(sites.meet(operation), number);
        }
        assert_eq!(sites.len(), all.len());
    }

    #[track_caller]
    fn here() -> &'static Location<'static> {
        Location::caller()
    }
}
