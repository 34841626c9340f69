use hashbrown::HashMap;

/// Gives each name a place, in the order of their first use.
#[derive(Default)]
pub(super) struct Names {
    names: Vec<Box<str>>,
    /// Where those stand that come after the first few.
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
        if place as usize >= FEW {
            self.places.insert(name.into(), place);
        }
        place
    }

    pub(super) fn clear(&mut self) {
        self.names.clear();
        self.places.clear();
    }

    pub(super) fn names(&self) -> &[Box<str>] {
        &self.names
    }

    pub(super) fn into_names(self) -> Vec<Box<str>> {
        self.names
    }
}

/// The places that the names of a chunk have among those of the file.
pub(super) struct NameMap<'a> {
    names: &'a [Box<str>],
    places: Vec<u32>,
}

/// The name of a chunk that has not been used yet.
const UNMET: u32 = u32::MAX;

impl<'a> NameMap<'a> {
    /// Gives all names their places at once.
    pub(super) fn new(names: &'a [Box<str>], all: &mut Names) -> Self {
        let places = names.iter().map(|name| all.place(name)).collect();
        Self { names, places }
    }

    /// Gives each name its place when it is first met.
    pub(super) fn deferred(names: &'a [Box<str>]) -> Self {
        let places = vec![UNMET; names.len()];
        Self { names, places }
    }

    pub(super) fn place(&self, name: u32) -> u32 {
        self.places[name as usize]
    }

    pub(super) fn meet(&mut self, name: u32, all: &mut Names) -> u32 {
        let place = &mut self.places[name as usize];
        if *place == UNMET {
            *place = all.place(&self.names[name as usize]);
        }
        *place
    }

    /// Returns the greatest place of any name.
    pub(super) fn greatest(&self) -> u32 {
        self.places.iter().copied().max().unwrap_or_default()
    }

    /// Returns the first name of the chunk whose place is greater than this.
    ///
    /// New names get rising places in the order of the chunk, so those before it do fit.
    pub(super) fn first_beyond(&self, greatest: u32) -> Option<u32> {
        let place = self.places.iter().position(|place| *place > greatest)?;
        u32::try_from(place).ok()
    }
}
