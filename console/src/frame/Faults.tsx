import { Component, type ReactNode } from "react";
import { Failure } from "./Failure";

/** A fault of one page leaves the rest of the console standing. */
export class Faults extends Component<{ children: ReactNode }, { fault: unknown }> {
  override state: { fault: unknown } = { fault: null };

  static getDerivedStateFromError(fault: unknown) {
    return { fault };
  }

  override render() {
    return this.state.fault ? <Failure error={this.state.fault} /> : this.props.children;
  }
}
