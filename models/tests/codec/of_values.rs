//! The objects that hold whatever a file says.

pub(crate) type Bank = lockstep_models::Bank;
pub(crate) type BankOp = lockstep_models::BankOp;
pub(crate) type BankRet = lockstep_models::BankRet;
pub(crate) type CasRegister = lockstep_models::CasRegister;
pub(crate) type FifoQueue = lockstep_models::FifoQueue;
pub(crate) type GrowSet = lockstep_models::GrowSet;
pub(crate) type GrowSetRet = lockstep_models::GrowSetRet;
pub(crate) type Log = lockstep_models::Log;
pub(crate) type LogRet = lockstep_models::LogRet;
pub(crate) type MicroOp = lockstep_models::MicroOp;
pub(crate) type MultiRegister = lockstep_models::MultiRegister;
pub(crate) type PoolRet = lockstep_models::PoolRet;
pub(crate) type Register = lockstep_models::Register;
pub(crate) type RegisterOp = lockstep_models::RegisterOp;
pub(crate) type RegisterRet = lockstep_models::RegisterRet;
pub(crate) type Set = lockstep_models::Set;
pub(crate) type Stack = lockstep_models::Stack;
pub(crate) type UniqueIds = lockstep_models::UniqueIds;
pub(crate) type UnorderedQueue = lockstep_models::UnorderedQueue;
