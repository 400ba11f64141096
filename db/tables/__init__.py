"""The tables. Storage only: what may be in them is checked before, by values in `bot`.

Each table, index and constraint says why it exists.
"""

from db.tables.actions import Action as Action
from db.tables.actions import ActionEvent as ActionEvent
from db.tables.actions import ActionState as ActionState
from db.tables.actions import Review as Review
from db.tables.agreed import AskedAgreed as AskedAgreed
from db.tables.agreed import Looking as Looking
from db.tables.agreed import PracticeChange as PracticeChange
from db.tables.agreed import RestrictionLooked as RestrictionLooked
from db.tables.besides import Absence as Absence
from db.tables.besides import HandoverRead as HandoverRead
from db.tables.besides import Note as Note
from db.tables.besides import Pause as Pause
from db.tables.besides import Staffing as Staffing
from db.tables.checks import Checking as Checking
from db.tables.checks import CheckRound as CheckRound
from db.tables.checks import SenseCheck as SenseCheck
from db.tables.handoff import HandingOver as HandingOver
from db.tables.handoff import Handoff as Handoff
from db.tables.handovers import Asking as Asking
from db.tables.handovers import Handover as Handover
from db.tables.handovers import HandoverPerson as HandoverPerson
from db.tables.handovers import Observation as Observation
from db.tables.handovers import PersonPeriod as PersonPeriod
from db.tables.handovers import Reply as Reply
from db.tables.houses import Cover as Cover
from db.tables.houses import Ladder as Ladder
from db.tables.houses import Organisation as Organisation
from db.tables.houses import Person as Person
from db.tables.houses import Plan as Plan
from db.tables.houses import PlanRead as PlanRead
from db.tables.houses import Rota as Rota
from db.tables.houses import Service as Service
from db.tables.houses import Staff as Staff
from db.tables.houses import StaffService as StaffService
from db.tables.houses import Welcomed as Welcomed
from db.tables.houses import Written as Written
from db.tables.huddles import Huddle as Huddle
from db.tables.huddles import Posting as Posting
from db.tables.private import PrivateConcern as PrivateConcern
from db.tables.private import PrivateEvent as PrivateEvent
from db.tables.private import PrivateState as PrivateState
from db.tables.telling import Climbing as Climbing
from db.tables.telling import Closing as Closing
from db.tables.telling import ContactOverride as ContactOverride
from db.tables.telling import Crossing as Crossing
from db.tables.telling import Escalation as Escalation
from db.tables.telling import EscalationEvent as EscalationEvent
from db.tables.telling import Journal as Journal
from db.tables.telling import Outbox as Outbox
from db.tables.telling import Raised as Raised
from db.tables.telling import Sending as Sending
