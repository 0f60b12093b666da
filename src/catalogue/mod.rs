//! The catalogue: every fact about the API, read from `scopes.toml` when the
//! program is built, and how to look one up.

pub mod diagnoses;
pub mod disagreements;
pub mod model;
pub mod source;
pub mod terms;

pub use model::*;

/// Id of Development Mode among the quota modes.
pub const DEVELOPMENT: &str = "development";
/// Id of extended quota among the quota modes.
pub const EXTENDED: &str = "extended";

#[allow(clippy::unreadable_literal, reason = "written by the build script")]
static BUILT_IN: Catalogue = include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

static DIAGNOSES: diagnoses::Diagnoses = include!(concat!(env!("OUT_DIR"), "/diagnoses.rs"));

static DISAGREEMENTS: disagreements::Disagreements =
    include!(concat!(env!("OUT_DIR"), "/disagreements.rs"));

impl disagreements::Disagreements {
    /// The disagreements this program was built with; their sources are those of the
    /// catalogue it was built with.
    pub fn built_in() -> &'static Self {
        &DISAGREEMENTS
    }
}

impl diagnoses::Diagnoses {
    /// The diagnoses this program was built with; their endpoints are those of the
    /// catalogue it was built with.
    pub fn built_in() -> &'static Self {
        &DIAGNOSES
    }
}

impl Catalogue {
    /// The catalogue this program was built with.
    pub fn built_in() -> &'static Catalogue {
        &BUILT_IN
    }

    /// The scope behind a reference.
    pub fn scope(&self, scope: ScopeRef) -> &'static Scope {
        &self.scopes[usize::from(scope.0)]
    }

    /// The endpoint behind a reference.
    pub fn endpoint(&self, endpoint: EndpointRef) -> &'static Endpoint {
        &self.endpoints[endpoint.0 as usize]
    }

    /// The source behind a reference.
    pub fn source(&self, source: SourceRef) -> &'static Source {
        &self.sources[usize::from(source.0)]
    }

    /// What the API does not have, behind a reference.
    pub fn absent(&self, absent: AbsentRef) -> &'static Absent {
        &self.absent[usize::from(absent.0)]
    }

    /// All endpoints with their references.
    pub fn endpoint_refs(&self) -> impl Iterator<Item = (EndpointRef, &'static Endpoint)> {
        (0..).map(EndpointRef).zip(self.endpoints)
    }

    /// All scopes, advised-against names too, with their references.
    pub fn scope_refs(&self) -> impl Iterator<Item = (ScopeRef, &'static Scope)> {
        (0..).map(ScopeRef).zip(self.scopes)
    }

    /// The scope of that id, to the letter.
    pub fn scope_by_id(&self, id: &str) -> Option<ScopeRef> {
        self.scopes_by_id
            .binary_search_by(|s| self.scope(*s).id.cmp(id))
            .ok()
            .map(|at| self.scopes_by_id[at])
    }

    /// What became of an endpoint; none while it is current.
    pub fn change(&self, endpoint: &Endpoint) -> Option<&'static Change> {
        endpoint.change.map(|at| &self.changes[usize::from(at)])
    }

    /// The status of an endpoint.
    pub fn status(&self, endpoint: &Endpoint) -> EndpointStatus {
        self.change(endpoint).map_or(EndpointStatus::Current, |change| change.status)
    }

    /// Whether calls of an endpoint get through in a quota mode, whatever the scope.
    pub fn access(&self, endpoint: &Endpoint, mode: &str) -> ModeAccess {
        let of = |change: &Change| {
            if mode == DEVELOPMENT { change.development } else { change.extended }
        };
        self.change(endpoint).map_or(ModeAccess::Open, of)
    }

    /// The quota mode of that id.
    pub fn mode(&self, id: &str) -> Option<&'static Mode> {
        self.modes.iter().find(|mode| mode.id == id)
    }
}

impl EndpointStatus {
    /// The status as answers write it.
    pub fn id(self) -> &'static str {
        match self {
            EndpointStatus::Current => "current",
            EndpointStatus::Deprecated => "deprecated",
            EndpointStatus::ExtendedOnly => "extended-only",
            EndpointStatus::Closed => "closed",
            EndpointStatus::PartnerOnly => "partner-only",
            EndpointStatus::Removed => "removed",
        }
    }
}

impl ScopeStatus {
    /// The status as answers write it.
    pub fn id(self) -> &'static str {
        match self {
            ScopeStatus::Current => "current",
            ScopeStatus::PartnerOnly => "partner-only",
            ScopeStatus::Unusable => "unusable",
            ScopeStatus::Retired => "retired",
            ScopeStatus::Internal => "internal",
            ScopeStatus::NeverExisted => "never-existed",
            ScopeStatus::Misspelled => "misspelled",
        }
    }
}
