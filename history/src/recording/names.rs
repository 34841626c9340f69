use hashbrown::HashMap;

/// Gives each name a place, in the order of their first use.
#[derive(Default)]
pub(super) struct Names {
    names: Vec<Box<str>>,
    places: HashMap<Box<str>, u32>,
}

/// So many names are looked for one by one, which costs less than a hash.
const FEW: usize = 8;

impl Names {
    pub(super) fn place(&mut self, name: &str) -> u32 {
        let few = self.names.len().min(FEW);
        if let Some(place) = self.names[..few].iter().position(|known| **known == *name) {
            return u32::try_from(place).expect("a few");
        }
        self.places
            .get(name)
            .copied()
            .unwrap_or_else(|| self.add(name))
    }

    fn add(&mut self, name: &str) -> u32 {
        let place = u32::try_from(self.names.len()).expect("fewer than 2^32 names");
        self.names.push(name.into());
        self.places.insert(name.into(), place);
        place
    }

    pub(super) fn into_names(self) -> Vec<Box<str>> {
        self.names
    }
}
